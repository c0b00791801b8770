// The inline tokens of a paragraph, heading or cell as nodes of the document.

import { schema } from "./schema.js";

const { nodes, marks } = schema;
const HTML_MARKS = new Set(["kbd", "sub", "sup", "mark"]);

/**
 * What cannot be a mark on nothing (`[](address)`, `<kbd></kbd>`) becomes a card with its source.
 * @param {import("markdown-it").Token} token of the type "inline"
 * @returns {import("prosemirror-model").Node[]}
 */
export function inlines(token) {
  const reader = { open: [], out: [], children: token.children ?? [], hardBreak: /\\\n/.test(token.content) ? "\\" : "  " };
  for (let position = 0; position < reader.children.length; position++) position = read(reader, position);
  return reader.out;
}

// Reads one token, or a whole thing that several make; gives the position of the last one read.
function read(reader, position) {
  const token = reader.children[position];
  const add = (node) => { reader.out.push(node.mark(markSet(reader.open))); };
  switch (token.type) {
    case "text": if (token.content) add(schema.text(token.content)); break;
    case "softbreak": reader.out.push(schema.text(" ", markSet([...reader.open, marks.soft.create()]))); break;
    case "hardbreak": add(nodes.hard_break.create({ written: reader.hardBreak })); break;
    case "html_break": add(nodes.hard_break.create({ written: "<br>" })); break;
    case "code_inline": if (token.content) reader.out.push(schema.text(token.content, markSet([...reader.open, marks.code.create()]))); break;
    case "image": add(nodes.image.create({ src: token.attrGet("src"), alt: token.content, title: token.attrGet("title") ?? "" })); break;
    case "formula": add(nodes.formula.create({ source: token.content, written: token.markup })); break;
    case "footnote_ref": add(nodes.footnote.create({ label: token.meta.label })); break;
    case "comment": add(nodes.inline_card.create({ source: token.meta.written })); break;
    case "task": break; // the list item knows
    default: return token.nesting < 0 ? (reader.open.pop(), position) : opened(reader, position, add);
  }
  return position;
}

function opened(reader, position, add) {
  const [token, next] = reader.children.slice(position, position + 2);
  if (token.type === "link_open" && token.markup === "wiki") {
    add(nodes.wiki_link.create({ target: token.meta.written, label: token.meta.label }));
    return position + 2;
  }
  if (next?.nesting < 0) {
    add(nodes.inline_card.create({ source: emptySource(token) }));
    return position + 1;
  }
  reader.open.push(markOf(token));
  return position;
}

function markOf(token) {
  switch (token.type) {
    case "em_open": return marks.em.create({ written: token.markup });
    case "strong_open": return marks.strong.create({ written: token.markup });
    case "s_open": return marks.strike.create();
    case "link_open": return marks.link.create({ href: token.attrGet("href"), title: token.attrGet("title") ?? "", style: linkStyle(token) });
    default: if (token.type === "html_open" && HTML_MARKS.has(token.tag)) return marks[token.tag].create();
  }
  throw new RangeError(`unknown token ${token.type}`);
}

const linkStyle = (token) => ({ linkify: "bare", autolink: "angle" })[token.markup] ?? "";

function emptySource(token) {
  if (token.type === "html_open") return `<${token.tag}></${token.tag}>`;
  const title = token.attrGet("title");
  return `[](<${token.attrGet("href")}>${title ? ` "${title.replace(/["\\]/g, "\\$&")}"` : ""})`;
}

function markSet(open) {
  return open.reduce((set, mark) => mark.addToSet(set), schema.text(" ").marks);
}
