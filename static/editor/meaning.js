// What of a document a Markdown file can hold, as a text that is equal for documents that mean the same.
//
// Left out: how a thing is written (STYLE, soft line breaks), blanks at the edges of a text and their marks, paragraphs without
// text, the link on a bare address. A note nobody defines is its text, and a box needs a text to stand before.

import { parsed, notesIn } from "./parse.js";
import { STYLE, schema } from "./schema.js";

const { nodes, marks } = schema;
const OUTSIDE = new Set([marks.em, marks.strong, marks.strike]); // no mark of these on a blank: Markdown cannot tell

/** @typedef {import("prosemirror-model").Node} Node */

/**
 * @param {Node} doc or a part of one
 * @param {Set<string>} [known] the notes that the whole document defines
 * @returns {string}
 */
export const meaning = (doc, known = notes(doc)) => of(doc, known);

/** The meaning of each block, in order. @param {Node} doc @returns {string[]} */
export const meanings = (doc) => meaningsOf(doc.children, notes(doc));

/** As `meanings`, of blocks of a document. @param {Node[]} blocks @param {Set<string>} known the notes that all of it defines */
export const meaningsOf = (blocks, known) => blocks.map((block) => of(block, known)).filter(Boolean);

/** The names of the notes that a document, or a part of one, defines. @param {Node} doc @returns {Set<string>} */
export const notes = (doc) => new Set(defined(doc));

/** As `notes`, of the blocks of a document. @param {Node[]} blocks */
export const notesOf = (blocks) => new Set(blocks.flatMap(defined));

// What is gathered from a node and all in it, remembered: nodes never change.
function gathered(own) {
  const known = new WeakMap();
  const all = (node) => {
    if (!known.has(node)) known.set(node, [...own(node), ...(node.isTextblock ? node.children.flatMap(own) : node.children.flatMap(all))]);
    return known.get(node);
  };
  return all;
}

const defined = gathered(notesIn);
const mentioned = gathered((node) => (node.type === nodes.footnote ? [node.attrs.label] : []));

const cache = new WeakMap(); // of what mentions no unknown note: then the meaning depends on nothing else

function of(node, known) {
  const isPlain = !mentions(node, known);
  if (isPlain && cache.has(node)) return cache.get(node);
  const text = node.isTextblock && node.type !== nodes.code_block ? textblock(node, known) : other(node, known);
  if (isPlain) cache.set(node, text);
  return text;
}

function other(node, known) {
  if (isVoid(node)) return "";
  if (node.type === nodes.code_block) return JSON.stringify(["code_block", attributes(node), node.textContent]);
  const inside = node.children.map((child) => of(child, known)).filter(Boolean);
  return `${JSON.stringify([node.type.name, attributes(node)])}(${inside.join()})`;
}

function textblock(node, known) {
  const runs = trimmed(joined(node.children.flatMap((child) => run(child, known))));
  if (!runs.length && node.type === nodes.paragraph) return "";
  return JSON.stringify([node.type.name, attributes(node), runs]);
}

function attributes(node) {
  const style = STYLE[node.type.name] ?? [];
  const left = Object.entries(node.attrs).filter(([name, value]) => !style.includes(name) && value !== null);
  if (node.type === nodes.list_item && !hasText(node.firstChild)) return left.filter(([name]) => name !== "checked");
  return node.type === nodes.callout ? left.map(([name, value]) => [name, value.toLowerCase()]) : left;
}

const hasWords = (text) => text.children.some((child) => !child.isText || child.text.trim());
const hasText = (first) => first?.type === nodes.paragraph && hasWords(first);

// A piece: what is shown, and the marks on it as texts.
function run(child, known) {
  const look = child.marks.filter((mark) => mark.type !== marks.soft).map((mark) => [mark, described(mark)]);
  if (child.type === nodes.footnote && !known.has(child.attrs.label)) return [["text", `[^${child.attrs.label}]`, look]];
  if (!child.isText) return [[child.type.name, JSON.stringify(attributes(child)), look]];
  const isCode = marks.code.isInSet(child.marks);
  if (isCode) return [["text", child.text, look]];
  return child.text.split(/([ \t]+)/).filter(Boolean).map((text) => ["text", text, /^[ \t]/.test(text) ? look.filter(([mark]) => !OUTSIDE.has(mark.type)) : look]);
}

function described(mark) {
  const style = STYLE[mark.type.name] ?? [];
  return JSON.stringify([mark.type.name, ...Object.entries(mark.attrs).filter(([name]) => !style.includes(name))]);
}

function joined(pieces) {
  const out = [];
  for (const [kind, text, look] of pieces) {
    const names = look.map(([, name]) => name).sort().join();
    const last = out.at(-1);
    if (kind === "text" && last?.[0] === "text" && last[2] === names) last[1] += text;
    else out.push([kind, text, names]);
  }
  return withoutBareLinks(out);
}

// A bare address is a link with and without its mark.
function withoutBareLinks(runs) {
  const out = [];
  for (const [kind, text, names] of runs) {
    const href = /^\["link",\["href","([^"\\]*)"\],\["title",""\]\]$/.exec(names)?.[1];
    const plain = kind === "text" && href !== undefined && isBare(text, href) ? "" : names;
    const last = out.at(-1);
    if (kind === "text" && last?.[0] === "text" && last[2] === plain) last[1] += text;
    else out.push([kind, text, plain]);
  }
  return out;
}

const isBare = (text, href) => text === href || `mailto:${text}` === href || `http://${text}` === href
  || (/^(?:https?:\/\/|www\.)/.test(text) && encodeURI(decoded(text)) === encodeURI(decoded(href).replace(/^http:\/\/(?=www\.)/, text.startsWith("www.") ? "" : "http://")));

function decoded(address) {
  try { return decodeURI(address); } catch { return address; }
}

function trimmed(runs) {
  const isBreak = (run) => run === undefined || run[0] === "hard_break";
  const out = runs.map(([...run]) => run);
  out.forEach((run, at) => {
    if (run[0] !== "text" || run[2].includes('["code"')) return;
    if (isBreak(out[at - 1])) run[1] = run[1].replace(/^[ \t]+/, "");
    if (isBreak(out[at + 1])) run[1] = run[1].replace(/[ \t]+$/, "");
  });
  return out.filter(([kind, text]) => kind !== "text" || text);
}

/**
 * The document without what a file cannot hold; nodes that came from a source stay the very same.
 * @param {Node} node
 * @param {Set<string>} [known]
 * @returns {Node}
 */
export function storable(node, known = notes(node)) {
  if (parsed.has(node) && !mentions(node, known)) return node;
  if (node.isTextblock) return storableText(node, known);
  if (node.isLeaf) return node;
  const children = node.children.filter((child) => !isEmpty(child)).map((child) => storable(child, known));
  const checked = node.type === nodes.list_item && !hasText(children[0]) ? { ...node.attrs, checked: null } : node.attrs;
  const isAsBefore = checked === node.attrs && children.length === node.childCount && children.every((child, at) => child === node.child(at));
  return isAsBefore ? node : node.type.create(checked, children);
}

/** The node without the empty paragraphs that only give the caret a place. @param {Node} node @returns {Node} */
export function bare(node) {
  if (node.isTextblock || node.isLeaf) return node;
  const children = node.children.filter((child) => child.type !== nodes.paragraph || hasText(child)).map(bare);
  return children.length === node.childCount && children.every((child, at) => child === node.child(at)) ? node : node.type.create(node.attrs, children);
}

const isEmpty = (node) => !parsed.has(node) && (node.type === nodes.paragraph ? !hasText(node) : isVoid(node));

// A definition without a word, and a list of nothing else.
function isVoid(node) {
  if (node.type === nodes.definition_list) return node.children.every(isVoid);
  if (node.type !== nodes.definition) return false;
  return node.children.every((child, at) => (at ? child.type === nodes.paragraph && !hasText(child) : !hasWords(child)));
}

const mentions = (node, known) => mentioned(node).some((label) => !known.has(label));

function storableText(node, known) {
  if (!node.children.some((child) => child.type === nodes.footnote && !known.has(child.attrs.label))) return node;
  const text = (child) => schema.text(`[^${child.attrs.label}]`, child.marks);
  return node.type.create(node.attrs, node.children.map((child) => (child.type === nodes.footnote && !known.has(child.attrs.label) ? text(child) : child)));
}
