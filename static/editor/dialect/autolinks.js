// Bare addresses become links: the rule of wiki/render/autolinks.py.

import { BLANK } from "./characters.js";

const CANDIDATE = new RegExp(
  `(?<![A-Za-z0-9])(?<address>https?://[^${BLANK}<]+)`
  + `|(?<![^${BLANK}*_~(])(?<www>www\\.[^${BLANK}<]+)`
  + "|(?<![A-Za-z0-9.+_:/\\-])(?<scheme>mailto:)?(?<mail>[A-Za-z0-9.+_\\-]{1,64}@[A-Za-z0-9_\\-]{1,63}(?:\\.[A-Za-z0-9_\\-]{1,63}){1,8})",
  "gu",
);
const ANY = new RegExp(CANDIDATE.source, "u");
const DOMAIN = new RegExp(`^[^${BLANK}/?#:<]+`, "u");
const ENTITY = /&[A-Za-z0-9]+;$/;
const ENDING = "?!.,:*_~'\"";

/** @param {import("markdown-it").default} parser */
export function autolinks(parser) {
  parser.core.ruler.after("text_join", "autolinks", (state) => {
    for (const token of state.tokens) {
      if (token.type === "inline" && token.children?.length && ANY.test(token.content)) {
        token.children = linked(state, token.children);
      }
    }
  });
}

function linked(state, children) {
  let open = 0;
  return children.flatMap((child) => {
    open += child.tag === "a" ? child.nesting : 0;
    return child.type === "text" && !open ? pieces(state, child) : [child];
  });
}

function pieces(state, token) {
  const out = [];
  const text = token.content;
  const add = (from, to) => { if (to > from) out.push(make(state, "text", "", 0, { content: text.slice(from, to), level: token.level })); };
  let position = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const [shown, address] = addressOf(match);
    if (!shown) continue;
    add(position, match.index);
    out.push(...link(state, shown, address, token.level));
    position = match.index + shown.length;
  }
  if (!out.length) return [token];
  add(position, text.length);
  return out;
}

/** The part that is shown and the address it leads to; both empty if it is none. */
function addressOf({ 0: written, groups }) {
  if (groups.mail) return mail(written);
  const shown = withoutEnding(written);
  const rest = groups.address ? shown.slice(shown.indexOf("://") + 3) : shown;
  const domain = DOMAIN.exec(rest)?.[0];
  if (domain === undefined || !isDomain(domain, Boolean(groups.www))) return ["", ""];
  return [shown, groups.address ? shown : `http://${shown}`];
}

function mail(written) {
  const shown = written.replace(/\.+$/, "");
  if (/[-_]$/.test(shown) || !shown.slice(shown.lastIndexOf("@")).includes(".")) return ["", ""];
  return [shown, shown.startsWith("mailto:") ? shown : `mailto:${shown}`];
}

function isDomain(domain, dotted) {
  const labels = domain.replace(/\.+$/, "").split(".");
  if (dotted && labels.length === 1) return false;
  return /[\p{L}\p{N}]/u.test(domain) && !labels.slice(-2).some((label) => label.includes("_"));
}

function withoutEnding(text) {
  let end = text.length;
  let surplus = text.split(")").length - text.split("(").length;
  while (end) {
    const last = text[end - 1];
    if (ENDING.includes(last)) end -= 1;
    else if (last === ")" && surplus > 0) { end -= 1; surplus -= 1; } else if (last === ";") {
      const entity = ENTITY.exec(text.slice(Math.max(0, end - 40), end));
      end -= entity ? entity[0].length : 1;
    } else break;
  }
  return text.slice(0, end);
}

function link(state, shown, address, level) {
  return [
    make(state, "link_open", "a", 1, { attrs: [["href", state.md.normalizeLink(address)]], level, markup: "linkify", info: "auto" }),
    make(state, "text", "", 0, { content: shown, level: level + 1 }),
    make(state, "link_close", "a", -1, { level, markup: "linkify", info: "auto" }),
  ];
}

const make = (state, type, tag, nesting, more) => Object.assign(new state.Token(type, tag, nesting), more);
