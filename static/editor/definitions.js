// Keys in lists of definitions: from a term to what it means, to the next term, and out of the list. Neither runs into the other.

import { Selection, TextSelection } from "prosemirror-state";

import { around } from "./commands.js";
import { schema } from "./schema.js";

/** @typedef {import("prosemirror-state").Command} Command */

const { nodes } = schema;
const isBlank = (node) => node.type === nodes.paragraph && !node.content.size;
const isVoid = (node) => node.children.every((child, at) => (at ? isBlank(child) : !child.content.size));
const blank = () => nodes.definition.create(null, [nodes.definition_term.create(), nodes.paragraph.create()]);

// The definition that holds the caret: { node, pos, list, isFirst, isLast }; null outside of one.
function here(state) {
  const found = state.selection.empty ? around(state, nodes.definition) : null;
  if (!found) return null;
  const $place = state.doc.resolve(found.pos);
  const [list, at] = [$place.parent, $place.index()];
  return { ...found, list, isFirst: at === 0, isLast: at === list.childCount - 1, outer: $place.before() };
}

/** Enter leads from the term to what it means, from an empty last line there to a new term, and from an empty term out. @type {Command} */
export const definitionEnter = (state, dispatch) => {
  const found = here(state);
  if (!found) return false;
  const { $from } = state.selection;
  if ($from.parent.type === nodes.definition_term) {
    if (isVoid(found.node) && found.isLast) return left(state, dispatch, found);
    dispatch?.(state.tr.setSelection(Selection.near(state.doc.resolve($from.after()), 1)).scrollIntoView());
    return true;
  }
  const isEnd = $from.depth === found.depth + 1 && isBlank($from.parent) && $from.after() === found.pos + found.node.nodeSize - 1;
  return isEnd && next(state, dispatch, found);
};

// The last, empty definition gives way to a paragraph below the list; so does a list of nothing else.
function left({ tr }, dispatch, { node, pos, list, isFirst, outer }) {
  const [from, to] = isFirst ? [outer, outer + list.nodeSize] : [pos, pos + node.nodeSize];
  tr.delete(from, to);
  const at = isFirst ? from : from + 1;
  tr.insert(at, nodes.paragraph.create());
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
  return true;
}

// A new term below; the empty line that asked for it goes, unless nothing else is said there.
function next({ tr, selection: { $from } }, dispatch, { node, pos }) {
  if (node.childCount > 2) tr.delete($from.before(), $from.after());
  const at = tr.mapping.map(pos + node.nodeSize);
  tr.insert(at, blank());
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at + 2)).scrollIntoView());
  return true;
}

/** Backspace at the beginning of a term takes an empty definition away; at the beginning of what it means it leads to the term. @type {Command} */
export const definitionBackspace = (state, dispatch) => {
  const found = here(state);
  const { $from } = state.selection;
  if (!found || $from.parentOffset) return false;
  if ($from.parent.type === nodes.definition_term) {
    if (!isVoid(found.node)) return true;
    if (found.isFirst && found.isLast) return left(state, dispatch, found);
    const tr = state.tr.delete(found.pos, found.pos + found.node.nodeSize);
    dispatch?.(tr.setSelection(Selection.near(tr.doc.resolve(found.pos), found.isFirst ? 1 : -1)).scrollIntoView());
    return true;
  }
  const isBegin = $from.depth === found.depth + 1 && $from.index(found.depth) === 1 && $from.parent.type === nodes.paragraph;
  if (!isBegin) return false;
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, $from.before() - 1)).scrollIntoView());
  return true;
};

/** Delete at the end of a term takes nothing of what it means. @type {Command} */
export const definitionDelete = (state) => {
  const { $from, empty } = state.selection;
  return empty && $from.parent.type === nodes.definition_term && $from.parentOffset === $from.parent.content.size;
};
