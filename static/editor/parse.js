// Markdown to a document, with the place of every block in the source. Total: what the schema does not model becomes a card that
// keeps its source, and a source without any change is always given back byte by byte (`preserve.js`).

import { dialect } from "./dialect.js";
import { headLength } from "./frontmatter.js";
import { inlines } from "./inlines.js";
import { schema } from "./schema.js";

/**
 * @typedef {import("prosemirror-model").Node} Node
 * @typedef {object} Segment a block and where it stands: the lines [from, to), and the bytes before its text in the first of them
 * @property {Node} node
 * @property {number} from
 * @property {number} to
 * @property {string} lead
 * @property {string} [source] of a paragraph or heading, without the marks around it
 * @property {Segment[]} [children]
 * @typedef {{ head: string, lines: string[], end: string, doc: Node, blocks: Segment[], env: object }} Source
 */

const { nodes } = schema;
const parser = placing(dialect());

/** Nodes as they came from a source; what is kept of them is written by copying it. @type {WeakSet<Node>} */
export const parsed = new WeakSet();

/**
 * @param {string} text
 * @param {object} [known] link definitions and notes that the text may refer to although they stand elsewhere
 * @returns {Source}
 */
export function parse(text, known = {}) {
  const head = text.slice(0, headLength(text));
  return { head, ...body(text.slice(head.length), known) };
}

/** As `parse`, of a text that has no properties. */
export function body(text, known = {}) {
  const lines = split(text);
  const env = { references: Object.assign({}, known.references), footnotes: { refs: new Map(known.notes?.map((label) => [label, -1])), list: [] } };
  const tokens = parser.parse(text, env);
  const blocks = siblings({ tokens, lines: lines.map((line) => line.replace(/[\r\n]+$/, "")) }, 0, tokens.length, 0);
  const content = blocks.length ? blocks.map((block) => block.node) : [nodes.paragraph.create()];
  return { lines, end: lines[0]?.match(/\r\n|\r|\n/)?.[0] ?? "\n", doc: nodes.doc.create(null, content), blocks, env };
}

/** The lines of a text, each with its end. @param {string} text @returns {string[]} */
export const split = (text) => text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];

/** The names of the notes that a block, if it is one, defines. @param {Node} node */
export const notesIn = (node) => (node.type === nodes.card ? [...node.attrs.source.matchAll(/^[ \t>*+-]*\[\^([^\]\s]+)\]:/gm)].map(([, label]) => label) : []);

// The parser notes what stands before the text of a block in its first line; notes stay where they are defined.
function placing(markdown) {
  const { State, ruler } = markdown.block;
  markdown.block.State = class extends State {
    push(type, tag, nesting) {
      return Object.assign(super.push(type, tag, nesting), { lead: this.lead });
    }
  };
  for (const { name, fn, alt } of [...ruler.__rules__]) {
    ruler.at(name, (state, start, end, silent) => {
      if (silent) return fn(state, start, end, true);
      const outer = state.lead;
      state.lead = leadAt(state, start);
      const isRead = fn(state, start, end, false);
      state.lead = outer;
      return isRead;
    }, { alt });
  }
  markdown.core.ruler.disable("footnotes");
  return markdown;
}

function leadAt(state, line) {
  const begin = state.bMarks[line] + state.tShift[line];
  return state.src.slice(state.src.lastIndexOf("\n", begin - 1) + 1, begin);
}

function siblings(page, start, end, depth) {
  const found = [];
  for (let first = start; first < end;) {
    const last = closing(page.tokens, first);
    add(page, found, first, last, depth);
    first = last + 1;
  }
  return found;
}

function closing(tokens, first) {
  let level = 0;
  for (let position = first; position < tokens.length; position++) {
    level += tokens[position].nesting;
    if (level <= 0) return position;
  }
  return tokens.length - 1;
}

function add(page, found, first, last, depth) {
  const token = page.tokens[first];
  const [from, end] = extent(page.tokens, first, last);
  const to = trimmed(page.lines, from, end, depth);
  const before = found.at(-1);
  if (before && from < before.to) { // two blocks in one line: they stay together
    before.to = Math.max(before.to, to);
    before.node = card(page, before, "mixed");
    delete before.children;
    delete before.source;
    parsed.add(before.node);
    return;
  }
  const place = { from, to, lead: token.lead ?? "" };
  if (token.type === "comment" && to - from === 1 && page.lines[from].slice(place.lead.length).trimEnd() === "<!-- -->") return;
  const segment = { ...place, ...(modelled(page, first, last, depth, place) ?? { node: card(page, place, kindOf(token)) }) };
  parsed.add(segment.node);
  found.push(segment);
}

function extent(tokens, first, last) {
  const from = tokens[first].map ?? tokens[first].meta?.lines;
  let to = from[1];
  for (let position = first + 1; position <= last; position++) to = Math.max(to, tokens[position].map?.[1] ?? 0);
  return [from[0], to];
}

function trimmed(lines, from, to, depth) {
  const blank = new RegExp(`^(?:[ \\t]*>){0,${depth}}[ \\t]*$`);
  let end = Math.min(to, lines.length);
  while (end > from + 1 && blank.test(lines[end - 1])) end -= 1;
  return end;
}

/** The bytes that stand before the text of further lines. @param {string} lead */
export const continuation = (lead) => lead.replace(/[^>\s]/g, " ");

function card(page, { from, to, lead }, kind) {
  const behind = continuation(lead);
  const source = page.lines.slice(from, to).map((line, number) => (number ? unindented(line, behind) : line.slice(lead.length))).join("\n");
  return nodes.card.create({ source: source.trimEnd(), kind });
}

function unindented(line, behind) {
  if (line.startsWith(behind)) return line.slice(behind.length);
  let position = 0;
  while (position < behind.length && (line[position] === behind[position] || /[ \t]/.test(line[position] ?? ""))) position += 1;
  return line.slice(position);
}

const kindOf = (token) => token.type.replace(/_open$/, "").replace(/^footnote_reference$/, "note");

function modelled(page, first, last, depth, place) {
  const token = page.tokens[first];
  switch (token.type) {
    case "paragraph_open": return textblock(page, first, nodes.paragraph, null);
    case "heading_open": return textblock(page, first, nodes.heading, { level: Number(token.tag[1]), written: headingStyle(page, token, place) });
    case "hr": return { node: nodes.horizontal_rule.create({ written: page.lines[place.from].slice(place.lead.length).trim() }) };
    case "fence": return { node: code(token, { info: token.info, fence: token.markup }) };
    case "code_block": return { node: code(token, { info: "", fence: "    " }) };
    case "blockquote_open": return container(nodes.blockquote, null, siblings(page, first + 1, last, depth + 1));
    case "callout_open": return callout(page, first, last, depth, place);
    case "details_open": return details(page, first, last, depth, place);
    case "dl_open": return definitions(page, first, last, depth, place);
    case "bullet_list_open": return list(page, first, last, depth, nodes.bullet_list, { bullet: token.markup });
    case "ordered_list_open": return list(page, first, last, depth, nodes.ordered_list, { start: Number(token.attrGet("start") ?? 1), mark: token.markup });
    case "list_item_open": return item(page, first, last, depth);
    case "table_open": return table(page, first, last);
    default: return null;
  }
}

function textblock(page, first, type, attrs) {
  const inline = page.tokens[first + 1];
  return { node: type.create(attrs, inlines(inline)), source: inline.content };
}

function headingStyle(page, token, { from, lead }) {
  if (token.markup[0] !== "#") return token.markup;
  return /[ \t]#+[ \t]*$/.test(page.lines[from].slice(lead.length)) ? "##" : "#";
}

function code(token, attrs) {
  const text = token.content.replace(/\n$/, "");
  return nodes.code_block.create(attrs, text ? schema.text(text) : null);
}

const container = (type, attrs, children) => ({ node: type.create(attrs, children.length ? children.map((child) => child.node) : nodes.paragraph.create()), children });

function callout(page, first, last, depth, { from, lead: outside }) {
  const { meta } = page.tokens[first];
  const lead = outside + /^>[ \t]*/.exec(page.lines[from].slice(outside.length))[0];
  const title = { node: nodes.callout_title.create(null, inlines(page.tokens[first + 3])), from, to: from + 1, lead, source: page.tokens[first + 3].content };
  const own = { ...page, tokens: page.tokens.slice() };
  if (own.tokens[first + 5]?.type === "paragraph_open" && own.tokens[first + 5].map[0] === from) { // it went on below the marker
    own.tokens[first + 5] = Object.assign(Object.create(own.tokens[first + 5]), { map: own.tokens[first + 6].map, lead: continuation(lead) });
  }
  const children = [title, ...siblings(own, first + 5, last, depth + 1)];
  return { node: nodes.callout.create({ kind: meta.kind, fold: meta.fold }, children.map((child) => child.node)), children };
}

const OPENING = /^<details(?:[ \t]+open)?[ \t]*>[ \t]*(<summary[ \t]*>.*<\/summary[ \t]*>)?[ \t]*$/i;
const SUMMARY = /^<summary[ \t]*>.*<\/summary[ \t]*>[ \t]*$/i;

// As most write it: the summary in a line, beside its details or below, and the end in a line of its own. Else it is a card.
function details(page, first, last, depth, { from, lead }) {
  const [opening, , inline, end] = [page.tokens[first], ...page.tokens.slice(first + 1, first + 3), page.tokens[last]];
  const inside = (line) => page.lines[line].replace(/^[ \t>]*/, "");
  const begin = OPENING.exec(page.lines[from].slice(lead.length));
  const at = inline?.map?.[0];
  const isBeside = at === from;
  if (!begin || page.tokens[first + 1].type !== "summary_open" || isBeside !== Boolean(begin[1]) || at > from + 1 || inline.map[1] !== at + 1) return null;
  if ((!isBeside && !SUMMARY.test(inside(at))) || !/^<\/details[ \t]*>[ \t]*$/i.test(inside(end.map[0]))) return null;
  const title = { node: nodes.summary.create(null, inlines(inline)), from: at, to: at + 1, lead: "", source: inline.content };
  const children = siblings(page, first + 4, last, depth);
  if (children.some((child) => child.from <= at || child.to > end.map[0])) return null;
  const content = [title, ...children].map((child) => child.node);
  return { node: nodes.details.create({ open: opening.meta.open }, children.length ? content : [...content, nodes.paragraph.create()]), children: [title, ...children] };
}

// Terms with one explanation each, as most write it: the term in a line of its own, the explanation from its mark on. Else a card.
function definitions(page, first, last, depth, { lead }) {
  const children = [];
  for (let at = first + 1; at < last;) {
    const begin = at + 3; // behind the term
    const end = closing(page.tokens, begin);
    const made = page.tokens[end + 1].type === "dd_open" ? null : definition(page, at, begin, end, depth, children.length ? null : lead);
    if (!made || made.from < (children.at(-1)?.to ?? made.from)) return null;
    parsed.add(made.node);
    children.push(made);
    at = end + 1;
  }
  return container(nodes.definition_list, null, children);
}

function definition(page, at, begin, end, depth, outside) {
  const [from, inline] = [page.tokens[at].map[0], page.tokens[at + 1]];
  const lead = outside ?? /^[ \t>]*/.exec(page.lines[from])[0];
  const inside = siblings(page, begin + 1, end, depth);
  const isPlain = page.lines[from].slice(lead.length).trim() === inline.content && /[:~][ \t]+$/.test(inside[0]?.lead);
  if (!isPlain || inside[0].from <= from || (inside[0].node.type === nodes.code_block && inside[0].node.attrs.fence === "    ")) return null;
  const term = { node: nodes.definition_term.create(null, filled(inlines(inline))), from, to: from + 1, lead, source: inline.content };
  for (const one of inside) if (one.source !== undefined) one.source = one.source.replace(/\n[ \t]+/g, "\n"); // it stands deeper than it has to
  const [block] = inside;
  if (block.node.type === nodes.paragraph && !filled(block.node.children).length) parsed.add(block.node = nodes.paragraph.create());
  return { node: nodes.definition.create(null, [term.node, ...inside.map((one) => one.node)]), from, to: inside.at(-1).to, lead, children: [term, ...inside] };
}

// A blank that only holds a place is nothing.
const filled = (content) => (content.length === 1 && content[0].text === "\u00a0" ? [] : content);

function list(page, first, last, depth, type, attrs) {
  const { tokens } = page;
  const isLoose = tokens.some((token, position) => position > first && position < last && token.type === "paragraph_open" && token.level === tokens[first].level + 2 && !token.hidden);
  return container(type, { ...attrs, tight: !isLoose }, siblings(page, first + 1, last, depth));
}

function item(page, first, last, depth) {
  const children = siblings(page, first + 1, last, depth);
  const box = page.tokens[first + 2]?.type === "inline" ? page.tokens[first + 2].children?.[0] : null;
  const checked = box?.type === "task" && children[0]?.source !== undefined ? box.meta.checked : null;
  if (checked !== null) children[0].source = children[0].source.replace(/^\[[ xX]\][ \t\n]+/, "");
  return container(nodes.list_item, { checked }, children);
}

function table(page, first, last) {
  const children = [];
  for (let position = first; position < last; position++) {
    if (page.tokens[position].type !== "tr_open") continue;
    const end = closing(page.tokens, position);
    const cells = [];
    for (let at = position + 1; at < end; at++) if (/^t[hd]_open$/.test(page.tokens[at].type)) cells.push(cell(page.tokens, at));
    const [from] = page.tokens[position].map;
    const node = nodes.table_row.create(null, cells);
    parsed.add(node);
    children.push({ node, from, to: from + 1, lead: page.tokens[first].lead });
    position = end;
  }
  return container(nodes.table, null, children);
}

function cell(tokens, at) {
  const align = /text-align:(\w+)/.exec(tokens[at].attrGet("style") ?? "")?.[1] ?? null;
  return nodes[tokens[at].type === "th_open" ? "table_header" : "table_cell"].create({ align }, inlines(tokens[at + 1]));
}
