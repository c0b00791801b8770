// Where a caret stands, in the document and in its Markdown: for going from one way of writing to the other. A block is found by
// its lines, a place in it by the letters before; marks and addresses have no letters in the document and are passed over.

import { TextSelection } from "prosemirror-state";

/**
 * @typedef {import("./parse.js").Source} Source
 * @typedef {import("./raw.js").Spot} Spot
 * @typedef {import("prosemirror-view").EditorView} EditorView
 */

const FARTHEST = 200; // letters that marks may take

/**
 * The place in the Markdown that belongs to a position in the document.
 * @param {Source} source of the document as it is
 * @param {import("prosemirror-model").Node} doc
 * @param {number} position
 */
function inMarkdown(source, doc, position) {
  const $place = doc.resolve(position);
  const { text, start } = segment(source, doc.childCount, $place.index(0));
  const before = $place.depth ? doc.textBetween($place.before(1) + 1, position, "", "") : "";
  let at = /^(?:#{1,6}[ \t]+|[ \t]*(?:[-*+]|\d+[.)]|>)[ \t]+(?:\[[ xX]\][ \t]+)?)/.exec(text)?.[0].length ?? 0;
  for (const letter of before) at = behind(text, at, letter) ?? at;
  return start + at;
}

/**
 * The position in the document that belongs to a place in its Markdown.
 * @param {Source} source
 * @param {import("prosemirror-model").Node} doc
 * @param {number} offset
 */
function inDocument(source, doc, offset) {
  let number = source.blocks.length - 1;
  while (number > 0 && segment(source, doc.childCount, number).start > offset) number -= 1;
  const index = Math.min(Math.max(number, 0), doc.childCount - 1);
  const { text, start } = segment(source, doc.childCount, index);
  let position = 1;
  for (let before = 0; before < index; before++) position += doc.child(before).nodeSize;
  let [at, found] = [0, position];
  doc.child(index).descendants((node, inside) => {
    if (!node.isText) return;
    [...node.text].reduce((done, letter) => {
      const next = behind(text, at, letter);
      if (next !== null && start + next <= offset) { at = next; found = position + inside + done + letter.length; }
      return done + letter.length;
    }, 0);
  });
  return found;
}

// The block's source and where it begins in the Markdown.
function segment(source, count, index) {
  const { blocks, lines, head } = source;
  const block = blocks[blocks.length === count ? index : Math.min(index, blocks.length - 1)];
  if (!block) return { text: "", start: head.length };
  return { text: lines.slice(block.from, block.to).join(""), start: head.length + lines.slice(0, block.from).join("").length };
}

// Behind the next such letter, but not inside of an address; null where there is none near.
function behind(text, from, letter) {
  let at = from;
  if (text.startsWith("](", at)) at = Math.max(text.indexOf(")", at), at);
  const found = text.indexOf(letter, at);
  return found < 0 || found - at > FARTHEST ? null : found + letter.length;
}

/**
 * Where the caret stands in the Markdown, and something that is seen with its distance from the window's edge.
 * @param {EditorView} view @param {HTMLElement} place what scrolls @param {Source} source of the document as it is
 * @returns {Spot}
 */
export function spot(view, place, source) {
  const { doc, selection: { head } } = view.state;
  const box = place.getBoundingClientRect();
  const [above, below] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const { top, bottom } = view.coordsAtPos(head);
  const isSeen = top >= above && bottom <= below;
  const seen = isSeen ? head : view.posAtCoords({ left: box.left + 60, top: (above + below) / 2 })?.pos ?? head;
  const [caret, anchor] = [head, seen].map((position) => inMarkdown(source, doc, position));
  return { caret, anchor, top: view.coordsAtPos(seen).top };
}

/** The caret stands there, and what was seen is seen. @param {EditorView} view @param {HTMLElement} place @param {Source} source @param {Spot} found */
export function go(view, place, source, { caret, anchor, top }) {
  const { doc, tr } = view.state;
  const [at, near] = [caret, anchor].map((offset) => inDocument(source, doc, offset));
  view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(at))));
  if (top === null) return;
  const before = place.scrollTop;
  const down = view.coordsAtPos(near).top - top;
  place.scrollTop += down;
  scrollBy(0, down - (place.scrollTop - before));
}
