// What comes from the clipboard or is dropped: HTML is read through the schema, so that only what Markdown can hold arrives; a
// text that is Markdown is read as Markdown. The HTML is looked at in a document of its own, where nothing runs and nothing loads.

import { DOMParser as Reader, Slice } from "prosemirror-model";
import { isInTable } from "prosemirror-tables";

import { body } from "./parse.js";
import { schema } from "./schema.js";

const MARKED = /^(?:#{1,6} |[-*+] |\d+[.)] |> |\||```|~~~|!\[)|\[\[[^\]]+\]\]|\]\([^)\s]+\)|\*\*\S|^---$/m;

const isCode = (state) => Boolean(state.selection.$from.parent.type.spec.code);

/**
 * Takes what is pasted or dropped. True when it is dealt with, or when it is files, which others take.
 * @param {import("prosemirror-view").EditorView} view
 * @param {DataTransfer} data
 * @param {(html: string) => Document} inert
 */
export function take(view, data, inert) {
  const [text, html] = [data.getData("text/plain"), data.getData("text/html")];
  if (!text && !html) return data.types.includes("Files");
  if (isCode(view.state)) return insertText(view, text);
  const slice = html ? ofHtml(inert(setAside(html)), view.state) : ofText(text);
  const fitted = isInTable(view.state) ? flat(slice) : slice;
  view.dispatch(view.state.tr.replaceSelection(fitted).scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
  return true;
}

function insertText(view, text) {
  view.dispatch(view.state.tr.insertText(text.replace(/\r\n?/g, "\n")).scrollIntoView());
  return true;
}

// Attributes that would be looked at by the policy of the page are set aside; of styles, three are read below.
const setAside = (html) => html.replace(/<style\b[^]*?<\/style\s*>/gi, "").replace(/<(?=(?:base|meta|style)\b)/gi, "<x-").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/[\s/](style|on\w+)(?=\s*=)/gi, " data-aside-$1"));

function ofHtml(document, state) {
  tidy(document.body);
  const slice = Reader.fromSchema(schema).parseSlice(document.body, { preserveWhitespace: false, context: state.selection.$from });
  const isOpen = (node, depth) => (node?.type === schema.nodes.paragraph ? Math.min(depth, 1) : 0);
  const { firstChild, lastChild } = slice.content;
  if (firstChild?.isInline) return slice;
  return new Slice(slice.content, isOpen(firstChild, slice.openStart), isOpen(lastChild, slice.openEnd)); // codespell:ignore openend
}

const GONE = "script, style, title, meta, link, template, noscript, object, embed, iframe, svg, form > input[type=hidden], [hidden]";

// Programs wrap the whole text into bold that is none, say styles where they mean tags, and give cells paragraphs.
function tidy(root) {
  for (const one of root.querySelectorAll(GONE)) one.remove();
  for (const one of root.querySelectorAll("b[data-aside-style]")) if (/(?:^|;)\s*font-weight:\s*normal/.test(one.dataset.asideStyle)) one.replaceWith(...one.childNodes);
  for (const one of root.querySelectorAll("span[data-aside-style]")) styled(one);
  for (const cell of root.querySelectorAll("td, th")) {
    cell.removeAttribute("colspan");
    cell.removeAttribute("rowspan");
    for (const block of [...cell.querySelectorAll("p, div")]) block.replaceWith(...block.childNodes, ...(block.nextElementSibling ? [block.ownerDocument.createElement("br")] : []));
  }
  for (const table of root.querySelectorAll("table")) headed(table);
}

function styled(span) {
  const style = span.dataset.asideStyle;
  const names = [
    /font-weight:\s*(?:bold|[6-9]00)/.test(style) && "strong", /font-style:\s*italic/.test(style) && "em", /text-decoration[^;]*line-through/.test(style) && "s",
  ].filter(Boolean);
  for (const name of names) {
    const made = span.ownerDocument.createElement(name);
    made.append(...span.childNodes);
    span.append(made);
  }
}

// A table in Markdown has one row of heads, and each row as many cells as it.
function headed(table) {
  const rows = [...table.rows];
  const width = Math.max(1, ...rows.map((row) => row.cells.length));
  rows.forEach((row, at) => {
    while (row.cells.length < width) row.insertCell();
    for (const cell of [...row.cells]) {
      const name = at ? "td" : "th";
      if (cell.localName === name) continue;
      const made = table.ownerDocument.createElement(name);
      made.append(...cell.childNodes);
      cell.replaceWith(made);
    }
  });
}

function ofText(text) {
  const plain = text.replace(/\r\n?/g, "\n");
  if (MARKED.test(plain)) {
    const { doc } = body(plain);
    const isLine = doc.childCount === 1 && doc.firstChild.type === schema.nodes.paragraph;
    return new Slice(doc.content, isLine ? 1 : 0, isLine ? 1 : 0);
  }
  const paragraphs = plain.split(/\n{2,}/).map((one) => schema.nodes.paragraph.create(null, inline(one)));
  return Slice.maxOpen(schema.nodes.doc.create(null, paragraphs).content);
}

function inline(text) {
  return text.split("\n").flatMap((line, at) => [...(at ? [schema.nodes.hard_break.create()] : []), ...(line ? [schema.text(line)] : [])]);
}

// In a cell, what is pasted becomes one text.
function flat(slice) {
  if (slice.content.firstChild?.type === schema.nodes.table) return slice;
  const content = [];
  slice.content.descendants((node) => {
    if (!node.isTextblock) return true;
    if (content.length) content.push(schema.nodes.hard_break.create({ written: "<br>" }));
    content.push(...(node.type.spec.code ? [schema.text(node.textContent || " ")] : node.children));
    return false;
  });
  return content.length ? new Slice(schema.nodes.paragraph.create(null, content).content, 0, 0) : slice;
}
