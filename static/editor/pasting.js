// What comes from the clipboard or is dropped: HTML is read through the schema, so that only what Markdown can hold arrives; a
// text that is Markdown is read as Markdown. The HTML is looked at in a document of its own, where nothing runs and nothing loads.

import { DOMParser as Reader, DOMSerializer, Slice } from "prosemirror-model";
import { isInTable } from "prosemirror-tables";

import { body, parse } from "./parse.js";
import { settleKnown } from "./pasting_known.js";
import { settleNotes } from "./pasting_notes.js";
import { moved, settleTables } from "./pasting_tables.js";
import { save } from "./save.js";
import { schema } from "./schema.js";
import { inlineSource } from "./serialise_inline.js";

const MARKED = /^(?:#{1,6} |[-*+] |\d+[.)] |> |\||```|~~~|!\[)|\[\[[^\]]+\]\]|\]\([^)\s]+\)|\*\*\S|^---$/m;

const CARRIED = "data-werkbuch";
const INSERT = 45; // its key code
const BLOCKS = /^(?:p|div|h[1-6]|[uod]l|li|d[td]|table|caption|tr|t[dh]|pre|blockquote|hr|section|article|header|footer|main|aside|figure|figcaption|address|center|details|summary)$/;

const isCode = (state) => Boolean(state.selection.$from.parent.type.spec.code);

/**
 * Takes what is pasted or dropped. True when it is dealt with, or when it is files, which others take.
 * @param {import("prosemirror-view").EditorView} view
 * @param {DataTransfer} data
 * @param {(html: string) => Document} inert
 */
export function take(view, data, inert) {
  const [text, html] = [data.getData("text/plain"), data.getData("text/html")];
  const hasFiles = data.types.includes("Files");
  if (!text && (hasFiles || !html)) return hasFiles; // a picture comes with its address as HTML
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
  const own = carried(document);
  if (own) return own;
  tidy(document.body, state.tr.deleteSelection().doc);
  const slice = Reader.fromSchema(schema).parseSlice(document.body, { preserveWhitespace: false, context: state.selection.$from });
  const isOpen = (node, depth) => (node?.type === schema.nodes.paragraph ? Math.min(depth, 1) : 0);
  const { firstChild, lastChild } = slice.content;
  if (firstChild?.isInline) return slice;
  return new Slice(slice.content, isOpen(firstChild, slice.openStart), isOpen(lastChild, slice.openEnd)); // codespell:ignore openend
}

const GONE = "script, style, title, meta, link, template, noscript, object, embed, iframe, svg, button, select, comment, form > input[type=hidden], [hidden], .aural";

// Programs wrap the whole text into bold that is none, say styles where they mean tags, and give cells paragraphs.
function tidy(root, doc) {
  for (const one of root.querySelectorAll(GONE)) one.remove();
  for (const one of root.querySelectorAll("div[data-aside-style]")) if (isCodeBox(one.dataset.asideStyle)) one.replaceWith(boxedCode(one));
  for (const one of root.querySelectorAll("pre")) code(one);
  blanks(root);
  for (const one of root.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) if (!one.textContent.trim() && !one.querySelector("img, input")) one.remove();
  for (const [names, style] of UNSAID) for (const one of root.querySelectorAll(names)) if (style.test(one.dataset.asideStyle ?? "")) one.replaceWith(...one.childNodes);
  wordLists(root);
  for (const span of root.querySelectorAll("span[data-aside-style], font[data-aside-style]")) styled(span);
  for (const bold of root.querySelectorAll(":is(h1, h2, h3, h4, h5, h6) :is(b, strong)")) bold.replaceWith(...bold.childNodes); // as all of it
  for (const anchor of root.querySelectorAll("a[href]")) link(anchor);
  for (const image of root.querySelectorAll("img[src]")) image.setAttribute("src", here(image.getAttribute("src")));
  breaks(root);
  settleTables(root);
  settleKnown(root);
  settleNotes(root, doc);
}

const UNSAID = [["b, strong", /(?:^|;)\s*font-weight:\s*(?:normal|[1-4]00)/], ["i, em", /(?:^|;)\s*font-style:\s*normal/]];

// What editors of code copy: lines as boxes.
const isCodeBox = (style) => /white-space:\s*pre(?![\w-])/.test(style) && /monospace/.test(style);

function boxedCode(box) {
  const pre = box.ownerDocument.createElement("pre");
  pre.textContent = [...box.children].map((line) => line.textContent).join("\n");
  return pre;
}

function code(pre) {
  for (const one of pre.querySelectorAll("br")) one.replaceWith("\n");
  let last = pre;
  while (last.lastChild) last = last.lastChild;
  if (last.data) last.data = last.data.replace(/\n$/, "");
}

// A blank that does not break stays between two words; elsewhere it only kept blanks apart.
function blanks(root) {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.data.includes("\u00a0") && !text.parentElement.closest("pre")) text.data = text.data.replace(/\u00a0(?=\s|$)|(?<=\s|^)\u00a0/g, " ");
  }
}

// A line break has something before and behind it in its block; two of them part paragraphs.
function breaks(root) {
  let [isBehindText, open] = [false, []];
  const edge = () => { for (const one of open) one.remove(); [isBehindText, open] = [false, []]; };
  const seen = () => {
    const [first, ...more] = open;
    if (more.length) first.replaceWith(root.ownerDocument.createElement("div"));
    for (const one of more) one.remove();
    if (first?.previousSibling?.data) first.previousSibling.data = first.previousSibling.data.trimEnd();
    [isBehindText, open] = [true, []];
  };
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE ? node.data.trim() : /^(?:img|input)$/.test(node.localName)) seen();
    else if (node.localName === "br") { if (isBehindText) open.push(node); else node.remove(); }
    else if (node.nodeType === Node.ELEMENT_NODE && node.localName !== "pre") {
      const isBlock = BLOCKS.test(node.localName);
      if (isBlock) edge();
      for (const child of [...node.childNodes]) walk(child);
      if (isBlock) edge();
    }
  };
  walk(root);
  edge();
}

const LOOKS = [
  [/font-weight:\s*(?:bold|[6-9]00)/, "strong"], [/font-style:\s*italic/, "em"], [/text-decoration[^;]*line-through/, "s"],
  [/vertical-align:\s*sub/, "sub"], [/vertical-align:\s*super/, "sup"],
  [/mso-highlight:|background(?:-color)?:\s*(?:yellow|#ffff00|rgb\(255, 255, 0\))/, "mark"],
];

function styled(span) {
  for (const [style, name] of LOOKS) if (style.test(span.dataset.asideStyle)) span.append(moved(span, name));
}

const COUNTED = /^(?:utm_\w+|fbclid|gclid|msclkid|mc_[ce]id)$/; // they tell where a reader came from

function link(anchor) {
  const address = here(straight(anchor.getAttribute("href")));
  if (/^[¶#§🔗]$/u.test(anchor.textContent.trim()) && anchor.closest("h1, h2, h3, h4, h5, h6")) anchor.remove(); // the place of a heading
  else anchor.setAttribute("href", uncounted(address));
}

// Outlook leads all links in mails over a place of its own.
function straight(address) {
  const [, place] = /^https:\/\/[\w.-]+\.safelinks\.protection\.outlook\.com\/\?(?:[^#]*&)?url=([^&#]+)/i.exec(address) ?? [];
  try { return place ? decodeURIComponent(place) : address; } catch { return address; }
}

function uncounted(address) {
  const [, before, query, hash] = /^(https?:[^?#]*)\?([^#]*)(#.*)?$/i.exec(address) ?? [];
  if (query === undefined) return address;
  const left = query.split("&").filter((part) => !COUNTED.test(part.split("=")[0]));
  return before + (left.length ? `?${left.join("&")}` : "") + (hash ?? "");
}

// An address in this wiki, as a page writes it.
const here = (address) => (address.startsWith(`${location.origin}/`) ? address.slice(location.origin.length) : address);

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
 * What is copied carries its blocks along, for editors of this wiki in other windows: the properties of a view that do so.
 */
export function carrying() {
  let copy = Slice.empty;
  const serializer = DOMSerializer.fromSchema(schema);
  return {
    transformCopied(slice) { copy = slice; return slice; },
    clipboardSerializer: {
      serializeFragment(content, options) {
        const fragment = serializer.serializeFragment(content, options);
        fragment.firstElementChild?.setAttribute(CARRIED, JSON.stringify(copy).replaceAll("<", "\\u003c"));
        return fragment;
      },
    },
  };
}

// Looked at like all that comes from elsewhere: it may hold no more than a text that is typed. Null where nothing is carried.
function carried(document) {
  const found = document.body.querySelector(`[data-pm-slice][${CARRIED}]`)?.getAttribute(CARRIED);
  try {
    const slice = found ? Slice.fromJSON(schema, JSON.parse(found)) : null;
    slice?.content.forEach((node) => { node.check(); });
    const most = slice && Slice.maxOpen(slice.content);
    return most && slice.openStart <= most.openStart && slice.openEnd <= most.openEnd ? slice : null; // codespell:ignore openend
  } catch { return null; }
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
