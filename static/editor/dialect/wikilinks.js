// `[[Title]]`, `[[Title|label]]`, `[[space:Title#heading]]`: the rule of wiki/render/wikilinks.py.

import { strip } from "./characters.js";

const LONGEST = 500;
const INNER = new RegExp(`\\[\\[([^\\[\\]\\n^][^\\[\\]\\n]{0,${LONGEST - 1}})\\]\\](?![(\\]])`, "uy");
const SPACE = /^([a-z0-9][a-z0-9-]{0,62}):(?=[^\s/])/;
const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s|]+$/i;

/** @param {import("markdown-it").default} parser */
export function wikilinks(parser) {
  parser.inline.ruler.before("link", "wiki_link", wikiLink);
}

/**
 * What a wiki link names. The anchor that a heading gets is the server's business; here it stays as it is written.
 * @param {string} written
 * @returns {{ title: string, space: string | null, heading: string | null }}
 */
export function target(written) {
  let text = strip(written.normalize("NFC"));
  const prefix = SPACE.exec(text);
  if (prefix) text = text.slice(prefix[0].length);
  const hash = text.indexOf("#");
  const heading = hash < 0 ? "" : strip(text.slice(hash + 1));
  return { title: strip(hash < 0 ? text : text.slice(0, hash)), space: prefix?.[1] ?? null, heading: heading || null };
}

function wikiLink(state, silent) {
  if (!state.src.startsWith("[[", state.pos) || state.linkLevel || isPrefixed(state.src, state.pos)) return false;
  INNER.lastIndex = state.pos;
  const match = INNER.exec(state.src);
  if (!match || state.pos + match[0].length > state.posMax || isReference(state, match[1])) return false;
  const bar = match[1].indexOf("|");
  const written = strip(bar < 0 ? match[1] : match[1].slice(0, bar));
  const label = bar < 0 ? "" : strip(match[1].slice(bar + 1));
  const named = target(written);
  if (!written || !(named.title || named.heading)) return false;
  if (!silent) push(state, written, label);
  state.pos += match[0].length;
  return true;
}

function isPrefixed(source, position) {
  const before = source.slice(Math.max(position - 2, 0), position);
  return /[![]$/.test(before) && before[0] !== "\\";
}

function isReference(state, inner) {
  return Object.hasOwn(state.env.references ?? {}, state.md.utils.normalizeReference(inner));
}

function push(state, written, label) {
  const opening = state.push("link_open", "a", 1);
  opening.markup = "wiki";
  opening.meta = { written, label };
  if (ADDRESS.test(written)) opening.attrs = [["href", state.md.normalizeLink(written)]];
  state.push("text", "", 0).content = label || written;
  state.push("link_close", "a", -1).markup = "wiki";
}
