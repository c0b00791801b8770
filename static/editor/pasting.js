// What comes from the clipboard or is dropped: HTML is read through the schema, so that only what Markdown can hold arrives; a
// text that is Markdown is read as Markdown. The HTML is looked at in a document of its own, where nothing runs and nothing loads.

import { DOMParser as Reader, Slice } from "prosemirror-model";
import { isInTable } from "prosemirror-tables";

import { body, parse } from "./parse.js";
import { save } from "./save.js";
import { schema } from "./schema.js";
import { inlineSource } from "./serialise_inline.js";

const MARKED = /^(?:#{1,6} |[-*+] |\d+[.)] |> |\||```|~~~|!\[)|\[\[[^\]]+\]\]|\]\([^)\s]+\)|\*\*\S|^---$/m;

const INSERT = 45; // its key code
const BLOCKS = /^(?:p|div|h[1-6]|ul|ol|table|pre|blockquote|hr)$/i;
const WIDEST = 60; // columns that a cell may span

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
  const isPlain = view.input.shiftKey && view.input.lastKeyCode !== INSERT; // as ProseMirror tells; Shift Insert is an ordinary paste
  const slice = isPlain ? ofLines(text) : html ? ofHtml(inert(setAside(html)), view.state) : ofText(text);
  const fitted = isInTable(view.state) ? flat(slice) : slice;
  view.dispatch(view.state.tr.replaceSelection(fitted).scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
  return true;
}

function insertText(view, text) {
  view.dispatch(view.state.tr.insertText(text.replace(/\r\n?/g, "\n")).scrollIntoView());
  return true;
}

// Attributes that would be looked at by the policy of the page, or stand in the way of the names of the DOM (a form with a field
// `nodeName`), are set aside; of styles, three are read below.
const TAG = /<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>?/gi;
const setAside = (html) => html.replace(/<style\b[^]*?<\/style\s*>/gi, "").replace(/<(?=(?:base|meta|style|audio|video|source|track)\b)/gi, "<x-").replace(TAG, (tag) => tag.replace(/([\s/"'])(style|name|id|on\w+)(?=\s*=)/gi, "$1 data-aside-$2"));

function ofHtml(document, state) {
  tidy(document.body);
  const slice = Reader.fromSchema(schema).parseSlice(document.body, { preserveWhitespace: false, context: state.selection.$from });
  const isOpen = (node, depth) => (node?.type === schema.nodes.paragraph ? Math.min(depth, 1) : 0);
  const { firstChild, lastChild } = slice.content;
  if (firstChild?.isInline) return slice;
  return new Slice(slice.content, isOpen(firstChild, slice.openStart), isOpen(lastChild, slice.openEnd)); // codespell:ignore openend
}

const GONE = "script, style, title, meta, link, template, noscript, object, embed, iframe, svg, form > input[type=hidden], [hidden]";

// A line break has something before and behind it in its text.
function isBreak(element) {
  const isText = (node) => Boolean(node) && !BLOCKS.test(node.nodeName) && (node.nodeType === 1 || node.data?.trim() !== "" || isText(node.nextSibling));
  return isText(element.nextSibling) && Boolean(element.previousSibling) && !BLOCKS.test(element.previousSibling.nodeName);
}

function withoutLastLine(pre) {
  let last = pre;
  while (last.lastChild) last = last.lastChild;
  if (last.data) last.data = last.data.replace(/\n$/, "");
}

// Programs wrap the whole text into bold that is none, say styles where they mean tags, and give cells paragraphs.
function tidy(root) {
  for (const one of root.querySelectorAll(GONE)) one.remove();
  for (const one of root.querySelectorAll("br")) if (!isBreak(one)) one.remove();
  for (const one of root.querySelectorAll("pre")) withoutLastLine(one);
  for (const one of root.querySelectorAll("span")) if (one.textContent === "\u00a0") one.textContent = " "; // a blank beside a mark
  for (const one of root.querySelectorAll("p")) if (!one.textContent.trim() && !one.querySelector("img, input")) one.remove();
  for (const one of root.querySelectorAll("b[data-aside-style]")) if (/(?:^|;)\s*font-weight:\s*normal/.test(one.dataset.asideStyle)) one.replaceWith(...one.childNodes);
  wordLists(root);
  for (const one of root.querySelectorAll("span[data-aside-style]")) styled(one);
  for (const cell of root.querySelectorAll("td, th")) {
    for (let more = Math.min(cell.colSpan, WIDEST) - 1; more > 0; more--) cell.after(cell.ownerDocument.createElement("td"));
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

const LISTED = /mso-list:\s*l\d+\s+level(\d)/;
const levelOf = (element) => Number(LISTED.exec(element?.dataset?.asideStyle ?? "")?.[1] ?? 0);

// Word says lists as paragraphs with a level, each with its mark as text.
function wordLists(root) {
  const isListed = (element) => element?.localName === "p" && levelOf(element) > 0;
  for (const first of [...root.querySelectorAll("p")].filter((one) => isListed(one) && !isListed(one.previousElementSibling))) {
    const open = []; // a list for each level
    for (let one = first, next; isListed(one); one = next) {
      next = one.nextElementSibling;
      const level = levelOf(one);
      const name = markIn(one);
      while (open.length > level || (open.length === level && open.at(-1).localName !== name)) open.pop();
      while (open.length < level) open.push(openedList(open, name, one));
      const item = one.ownerDocument.createElement("li");
      open.at(-1).append(item);
      item.append(one);
    }
  }
}

function openedList(open, name, before) {
  const list = before.ownerDocument.createElement(name);
  const outer = open.at(-1);
  if (!outer) before.before(list);
  else (outer.lastElementChild ?? outer.appendChild(before.ownerDocument.createElement("li"))).append(list);
  return list;
}

// Takes the mark out of the paragraph; the kind of list it belongs to.
function markIn(paragraph) {
  const mark = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.dataset.asideStyle ?? ""));
  const isNumbered = /^[\s(]*(?:\d+|[a-z]{1,4})[.)]/i.test(mark?.textContent ?? "");
  mark?.remove();
  return isNumbered ? "ol" : "ul";
}

const alignmentOf = (cell) => cell.align || /text-align:\s*(left|center|right)/.exec(cell.dataset.asideStyle ?? "")?.[1] || "";

// A table in Markdown has one row of heads, each row as many cells as it, and each column one alignment: that of all its cells.
function headed(table) {
  const rows = [...table.rows];
  const width = Math.max(1, ...rows.map((row) => row.cells.length));
  const columns = Array.from({ length: width }, (_, column) => {
    const found = new Set(rows.slice(1).map((row) => row.cells[column]).filter((cell) => cell?.textContent.trim()).map(alignmentOf));
    return found.size === 1 && /^(?:center|right)$/.test([...found][0]) ? [...found][0] : "";
  });
  rows.forEach((row, at) => {
    while (row.cells.length < width) row.insertCell();
    [...row.cells].forEach((cell, column) => { cell.align = columns[column]; });
    for (const cell of [...row.cells]) {
      const name = at ? "td" : "th";
      if (cell.localName === name) continue;
      const made = table.ownerDocument.createElement(name);
      made.append(...cell.childNodes);
      made.align = cell.align;
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
  return ofLines(plain);
}

// Every sign as it is: nothing of it is read as Markdown.
function ofLines(text) {
  const paragraphs = text.replace(/\r\n?/g, "\n").split(/\n{2,}/).map((one) => schema.nodes.paragraph.create(null, inline(one)));
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

/**
 * What other programs get as plain text: of a part of one text its words, of more its Markdown.
 * @param {Slice} slice
 */
export function copied(slice) {
  const { content } = slice;
  const [first] = content.content;
  if (content.childCount === 1 && first.isTextblock && !slice.eq(new Slice(content, 0, 0))) return first.textBetween(0, first.content.size, "\n", (leaf) => (leaf.type === schema.nodes.hard_break ? "\n" : inlineSource(schema.nodes.paragraph.create(null, leaf.mark([])), { strength: 0 })));
  const blocks = first?.isInline ? [schema.nodes.paragraph.create(null, content)] : whole(content);
  return save(parse(""), schema.nodes.doc.create(null, blocks)).markdown.replace(/\n$/, "");
}

// Items, rows and cells that were copied without what they stand in get it back.
function whole(content) {
  const { nodes } = schema;
  const around = { list_item: nodes.bullet_list, table_row: nodes.table, callout_title: nodes.paragraph };
  const [first] = content.content;
  const type = around[first?.type.name];
  if (first?.type.spec.tableRole?.endsWith("cell")) return [nodes.table.create(null, nodes.table_row.create(null, content))];
  if (type === nodes.paragraph) return content.content.map((node) => (node.type === nodes.callout_title ? nodes.paragraph.create(null, node.content) : node));
  return type ? [type.create(null, content)] : content.content;
}
