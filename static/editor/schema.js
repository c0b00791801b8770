// What a page consists of in the visual editor. Every attribute is validated, so no transaction, paste or stored step can bring
// in another one. Attributes in STYLE say how a thing was written, not what it means; they are no difference in `meaning.js`.

import { Schema } from "prosemirror-model";

import { isFollowed, isLoaded } from "./addresses.js";
import { CALLOUTS } from "./dialect/callouts.js";

/** @type {Record<string, string[]>} */
export const STYLE = {
  heading: ["written"], code_block: ["fence"], horizontal_rule: ["written"], hard_break: ["written"],
  bullet_list: ["bullet", "tight"], ordered_list: ["mark", "tight"], em: ["written"], strong: ["written"], link: ["style"],
};

const one = (...values) => (value) => { if (!values.includes(value)) throw new RangeError(`not one of ${values.join(" ")}`); };
const matching = (pattern) => (value) => { if (typeof value !== "string" || !pattern.test(value)) throw new RangeError(`not like ${pattern}`); };
const text = "string";
const noLines = matching(/^[^\n\r]*$/);
const count = (value) => { if (!Number.isSafeInteger(value) || value < 0 || value > 999_999_999) throw new RangeError("no count"); };
const widths = (value) => { if (value !== null) throw new RangeError("columns have no width of their own"); };
const span = { colspan: { default: 1, validate: one(1) }, rowspan: { default: 1, validate: one(1) }, colwidth: { default: null, validate: widths } };
const alignments = [null, "left", "center", "right"];
const aligned = { ...span, align: { default: null, validate: one(...alignments) } };

const alignOf = (cell) => ({ align: alignments.find((name) => name && (cell.align === name || cell.classList.contains(`ta-${name[0]}`))) ?? null });
const cellLook = ({ attrs }) => (attrs.align ? { class: `ta-${attrs.align[0]}` } : {});

// What is copied here and pasted again comes back by these attributes of its HTML. HTML from elsewhere may have them, too: they
// are looked at like all others, and hold no more than a text that is typed.
const copied = (attrs) => Object.fromEntries(Object.entries(attrs).map(([name, value]) => [`data-${name}`, JSON.stringify(value)]));
const again = (tag, type) => ({
  tag: `${tag}[data-${Object.keys(type.attrs)[0]}]`, priority: 60,
  getAttrs(element) {
    const read = ([name, attr]) => {
      const written = element.getAttribute(`data-${name}`);
      const value = written === null ? attr.default : JSON.parse(written);
      checked(attr.validate, value);
      return [name, value];
    };
    try { return Object.fromEntries(Object.entries(type.attrs).map(read)); } catch { return false; }
  },
});
function checked(validate, value) {
  if (typeof validate === "function") validate(value);
  else if (typeof value !== validate) throw new RangeError(`no ${validate}`);
}
const repeatable = (tag, type) => ({ ...type, parseDOM: [again(tag, type)] });

const nodes = {
  doc: { content: "block+" },
  paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    group: "block", content: "inline*", defining: true,
    attrs: { level: { default: 2, validate: one(1, 2, 3, 4, 5, 6) }, written: { default: "#", validate: one("#", "##", "=", "-") } },
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level } })),
    toDOM: ({ attrs }) => [`h${attrs.level}`, 0],
  },
  blockquote: { group: "block", content: "block+", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
  callout: {
    group: "block", content: "callout_title block*", defining: true,
    attrs: { kind: { default: "NOTE", validate: matching(new RegExp(`^(?:${CALLOUTS.join("|")})$`, "i")) }, fold: { default: "", validate: one("", "+", "-") } },
    parseDOM: [{ tag: "div.callout", getAttrs: calloutOf }],
    toDOM: ({ attrs }) => ["div", { class: `callout callout-${attrs.kind.toLowerCase()}`, role: "note" }, 0],
  },
  callout_title: { content: "inline*", defining: true, parseDOM: [{ tag: "p.callout-title", priority: 60 }], toDOM: () => ["p", { class: "callout-title" }, 0] },
  details: {
    group: "block", content: "summary block+", defining: true, attrs: { open: { default: false, validate: "boolean" } },
    parseDOM: [{ tag: "details, div.fold", getAttrs: (one) => ({ open: one.hasAttribute("open") || one.classList.contains("open") }) }],
    toDOM: ({ attrs }) => ["div", { class: attrs.open ? "fold open" : "fold" }, 0],
  },
  summary: { content: "inline*", defining: true, parseDOM: [{ tag: "summary, p.fold-title", priority: 60 }], toDOM: () => ["p", { class: "fold-title" }, 0] },
  // A term and what it means. In Markdown neither can be empty: `&nbsp;` stands there.
  definition_list: { group: "block", content: "definition+", parseDOM: [{ tag: "dl, div.definitions" }], toDOM: () => ["div", { class: "definitions" }, 0] },
  definition: { content: "definition_term block+", isolating: true, parseDOM: [{ tag: "div.definition" }], toDOM: () => ["div", { class: "definition" }, 0] },
  definition_term: { content: "inline*", defining: true, parseDOM: [{ tag: "dt, p.definition-term", priority: 60 }], toDOM: () => ["p", { class: "definition-term" }, 0] },
  code_block: {
    group: "block", content: "text*", marks: "", code: true, defining: true,
    attrs: { info: { default: "", validate: noLines }, fence: { default: "```", validate: matching(/^(?:`{3,}|~{3,}| {4})$/) } },
    parseDOM: [{ tag: "pre", preserveWhitespace: "full", getAttrs: (pre) => ({ info: /language-([\w+#-]+)/.exec(pre.firstElementChild?.className ?? "")?.[1] ?? "" }) }],
    toDOM: ({ attrs }) => ["pre", ["code", { spellcheck: "false", ...(attrs.info ? { class: `language-${attrs.info}` } : {}) }, 0]],
  },
  horizontal_rule: { group: "block", attrs: { written: { default: "---", validate: noLines } }, parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  bullet_list: {
    group: "block", content: "list_item+",
    attrs: { bullet: { default: "-", validate: one("-", "*", "+") }, tight: { default: true, validate: "boolean" } },
    parseDOM: [{ tag: "ul" }], toDOM: ({ attrs }) => ["ul", attrs.tight ? { class: "tight" } : {}, 0],
  },
  ordered_list: {
    group: "block", content: "list_item+",
    attrs: { start: { default: 1, validate: count }, mark: { default: ".", validate: one(".", ")") }, tight: { default: true, validate: "boolean" } },
    parseDOM: [{ tag: "ol", getAttrs: (list) => ({ start: Math.min(Math.max(Number.parseInt(list.getAttribute("start") ?? "1", 10) || 0, 0), 999_999_999) }) }],
    toDOM: ({ attrs }) => ["ol", { ...(attrs.tight ? { class: "tight" } : {}), ...(attrs.start === 1 ? {} : { start: attrs.start }) }, 0],
  },
  list_item: {
    content: "block+", defining: true, attrs: { checked: { default: null, validate: one(null, true, false) } },
    parseDOM: [{ tag: "li", getAttrs: checkedOf }],
    toDOM: ({ attrs }) => ["li", attrs.checked === null ? {} : { class: "task-list-item", "data-checked": String(attrs.checked) }, 0],
  },
  // No caret between cells or rows: what is typed there would become a cell of its own.
  table: { group: "block", content: "table_row+", tableRole: "table", isolating: true, allowGapCursor: false, parseDOM: [{ tag: "table" }], toDOM: () => ["div", { class: "scroll" }, ["table", ["tbody", 0]]] },
  table_row: { content: "(table_cell | table_header)+", tableRole: "row", allowGapCursor: false, parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  table_cell: { content: "inline*", tableRole: "cell", isolating: true, attrs: aligned, parseDOM: [{ tag: "td", getAttrs: alignOf }], toDOM: (cell) => ["td", cellLook(cell), 0] },
  table_header: { content: "inline*", tableRole: "header_cell", isolating: true, attrs: aligned, parseDOM: [{ tag: "th", getAttrs: alignOf }], toDOM: (cell) => ["th", { ...cellLook(cell), scope: "col" }, 0] },
  card: repeatable("div.card", {
    group: "block", atom: true, attrs: { source: { validate: text }, kind: { default: "html", validate: matching(/^[a-z_]+$/) } },
    toDOM: ({ attrs }) => ["div", { class: "card", ...copied(attrs) }, attrs.source],
  }),

  text: { group: "inline" },
  hard_break: { group: "inline", inline: true, selectable: false, attrs: { written: { default: "\\", validate: one("\\", "  ", "<br>") } }, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  image: {
    group: "inline", inline: true, draggable: true,
    attrs: { src: { validate: noLines }, alt: { default: "", validate: text }, title: { default: "", validate: text } },
    parseDOM: [{ tag: "img[src]", getAttrs: imageOf }],
    toDOM: ({ attrs }) => ["img", { ...(isLoaded(attrs.src) ? { src: attrs.src } : {}), alt: attrs.alt, ...(attrs.title ? { title: attrs.title } : {}) }],
  },
  wiki_link: repeatable("a.wiki-link", {
    group: "inline", inline: true, atom: true, attrs: { target: { validate: matching(/^[^[\]\n|]+$/) }, label: { default: "", validate: matching(/^[^[\]\n]*$/) } },
    toDOM: ({ attrs }) => ["a", { class: "wiki-link", ...copied(attrs) }, attrs.label || attrs.target],
  }),
  formula: repeatable("code.formula", {
    group: "inline", inline: true, atom: true, attrs: { source: { validate: text }, written: { default: "$", validate: one("$", "$$") } },
    toDOM: ({ attrs }) => ["code", { class: "formula", ...copied(attrs) }, attrs.source],
  }),
  footnote: repeatable("sup.footnote-ref", {
    group: "inline", inline: true, atom: true, attrs: { label: { validate: matching(/^[^\]\s]+$/) } },
    toDOM: ({ attrs }) => ["sup", { class: "footnote-ref", ...copied(attrs) }, `[${attrs.label}]`],
  }),
  inline_card: repeatable("code.card-inline", {
    group: "inline", inline: true, atom: true, attrs: { source: { validate: text } },
    toDOM: ({ attrs }) => ["code", { class: "card-inline", ...copied(attrs) }, attrs.source],
  }),
};

const plain = (tag, more = []) => ({ parseDOM: [{ tag }, ...more], toDOM: () => [tag, 0] });
const written = (...values) => ({ attrs: { written: { default: values[0], validate: one(...values) } } });

const marks = {
  link: {
    inclusive: false,
    attrs: { href: { validate: noLines }, title: { default: "", validate: text }, style: { default: "", validate: one("", "bare", "angle") } },
    parseDOM: [{ tag: "a[href]", getAttrs: linkOf }],
    toDOM: ({ attrs }) => ["a", { ...(isFollowed(attrs.href) ? { href: attrs.href } : {}), rel: "noopener noreferrer", ...(attrs.title ? { title: attrs.title } : {}) }, 0],
  },
  strong: { ...plain("strong", [{ tag: "b" }]), ...written("**", "__") },
  em: { ...plain("em", [{ tag: "i" }]), ...written("*", "_") },
  strike: plain("s", [{ tag: "del" }, { tag: "strike" }]),
  kbd: plain("kbd"), sub: plain("sub"), sup: plain("sup"), mark: plain("mark"),
  code: { code: true, ...plain("code") },
  soft: { inclusive: false, toDOM: () => ["span", { class: "soft" }, 0] },
};

function calloutOf(element) {
  const kind = CALLOUTS.find((name) => element.classList.contains(`callout-${name}`));
  return kind ? { kind: kind.toUpperCase() } : false;
}

function checkedOf(item) {
  const box = item.querySelector(":scope > input[type=checkbox], :scope > p > input[type=checkbox]");
  if (item.dataset.checked) return { checked: item.dataset.checked === "true" };
  return { checked: box ? box.checked : null };
}

function linkOf(anchor) {
  const href = anchor.getAttribute("href");
  return isFollowed(href) && !/[\n\r]/.test(href) ? { href, title: anchor.getAttribute("title") ?? "" } : false;
}

function imageOf(image) {
  const src = image.getAttribute("src");
  return isLoaded(src) && !/[\n\r]/.test(src) ? { src, alt: image.getAttribute("alt") ?? "", title: image.getAttribute("title") ?? "" } : false;
}

export const schema = new Schema({ nodes, marks });
