// What the buttons and keys of the visual editor do. Each is a ProseMirror command: (state, dispatch?, view?) → whether it can.

import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, sinkListItem, wrapInList } from "prosemirror-schema-list";
import { Selection, TextSelection } from "prosemirror-state";
import { addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, deleteTable, isInTable, selectedRect } from "prosemirror-tables";

import { selectedPicture, sized } from "./pictures.js";
import { schema } from "./schema.js";

/** @typedef {import("prosemirror-state").Command} Command */

const { nodes, marks } = schema;

/** The node of that type around the selection, with its place: { node, pos, depth }; null where there is none. */
export function around({ selection: { $from } }, ...types) {
  for (let depth = $from.depth; depth > 0; depth--) {
    if (types.includes($from.node(depth).type)) return { node: $from.node(depth), pos: $from.before(depth), depth };
  }
  return null;
}

/** What stands above the text in a callout, in a folded text and in a definition. */
export const TITLES = [nodes.callout_title, nodes.summary, nodes.definition_term];

const nearestList = (state) => around(state, nodes.bullet_list, nodes.ordered_list);

/** @param {number} level 0 for a paragraph @returns {Command} */
export const block = (level) => (state, dispatch) => {
  if (around(state, ...TITLES)) return false;
  return level ? setBlockType(nodes.heading, { level })(state, dispatch) : setBlockType(nodes.paragraph)(state, dispatch);
};

// A list is taken away where there is one of this kind; another kind becomes this one.
const list = (type, checked) => (state, dispatch) => {
  const found = nearestList(state);
  if (!found) return wrapped(type, checked)(state, dispatch);
  const items = found.node.children;
  const isThis = found.node.type === type && items.every((item) => (item.attrs.checked !== null) === (checked !== null));
  if (isThis) return liftListItem(nodes.list_item)(state, dispatch);
  if (dispatch) {
    const { tr } = state;
    const { tight } = found.node.attrs;
    tr.setNodeMarkup(found.pos, type, { ...(type === found.node.type ? found.node.attrs : { tight }) });
    found.node.forEach((item, offset) => {
      const box = checked === null ? null : item.attrs.checked ?? checked;
      tr.setNodeMarkup(found.pos + 1 + offset, null, { ...item.attrs, checked: box });
    });
    dispatch(tr);
  }
  return true;
};

const wrapped = (type, checked) => (state, dispatch) => wrapInList(type)(state, dispatch && ((tr) => {
  if (checked !== null) {
    const { from, to } = tr.selection;
    tr.doc.nodesBetween(from, to, (node, pos) => { if (node.type === nodes.list_item && node.attrs.checked === null) tr.setNodeMarkup(pos, null, { ...node.attrs, checked }); });
  }
  dispatch(tr);
}));

const quote = (state, dispatch) => {
  const found = around(state, nodes.blockquote, nodes.callout);
  if (found?.node.type === nodes.callout) return unwrapped(found)(state, dispatch);
  return found ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch);
};

const unwrapped = ({ node, pos }) => (state, dispatch) => {
  if (dispatch) {
    const [title, ...inside] = node.children;
    const rest = title.childCount || !inside.length ? [nodes.paragraph.create(null, title.content), ...inside] : inside;
    const tr = state.tr.replaceWith(pos, pos + node.nodeSize, rest);
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(pos))).scrollIntoView());
  }
  return true;
};

/** Makes the selected blocks a callout of that kind, or gives the one around the selection that kind. */
export const callout = (kind) => (state, dispatch) => {
  const found = around(state, nodes.callout);
  if (found) {
    if (dispatch) dispatch(state.tr.setNodeMarkup(found.pos, null, { ...found.node.attrs, kind }));
    return true;
  }
  const { $from, $to } = state.selection;
  const range = $from.blockRange($to);
  if (!range || !range.parent.canReplaceWith(range.startIndex, range.endIndex, nodes.callout)) return false;
  if (dispatch) {
    const inside = range.parent.children.slice(range.startIndex, range.endIndex);
    const made = nodes.callout.createChecked({ kind }, [nodes.callout_title.create(), ...inside]);
    const tr = state.tr.replaceWith(range.start, range.end, made);
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(range.start + 4))).scrollIntoView());
  }
  return true;
};

/** Folds the selected blocks, or takes the fold around the selection away. */
const fold = (state, dispatch) => {
  const found = around(state, nodes.details);
  if (found) return unwrapped(found)(state, dispatch);
  const { $from, $to } = state.selection;
  const range = $from.blockRange($to);
  if (!range || isInTable(state) || !range.parent.canReplaceWith(range.startIndex, range.endIndex, nodes.details)) return false;
  if (dispatch) {
    const made = nodes.details.createChecked(null, [nodes.summary.create(), ...range.parent.children.slice(range.startIndex, range.endIndex)]);
    const tr = state.tr.replaceWith(range.start, range.end, made);
    dispatch(tr.setSelection(TextSelection.create(tr.doc, range.start + 2)).scrollIntoView());
  }
  return true;
};

const unfolded = (state, dispatch) => {
  const found = around(state, nodes.details);
  if (found && dispatch) dispatch(state.tr.setNodeMarkup(found.pos, null, { open: !found.node.attrs.open }));
  return Boolean(found);
};

/** Ticks the task that holds the caret, or takes the tick away. */
const ticked = (state, dispatch) => {
  const found = around(state, nodes.list_item);
  if (!found || found.node.attrs.checked === null) return false;
  if (dispatch) dispatch(state.tr.setNodeMarkup(found.pos, null, { checked: !found.node.attrs.checked }));
  return true;
};

const codeBlock = (state, dispatch) => {
  const isCode = state.selection.$from.parent.type === nodes.code_block;
  return setBlockType(isCode ? nodes.paragraph : nodes.code_block)(state, dispatch);
};

/** Puts blocks in at the selection: instead of an empty paragraph, else behind the present block. */
export function inserted(state, dispatch, content, into) {
  const { $from } = state.selection;
  if (isInTable(state) || $from.depth === 0 || around(state, ...TITLES)) return false;
  const isEmpty = $from.parent.type === nodes.paragraph && !$from.parent.content.size;
  const [start, end] = isEmpty ? [$from.before(), $from.after()] : [$from.after(), $from.after()];
  if (!dispatch) return true;
  const tr = state.tr.replaceWith(start, end, content);
  dispatch(tr.setSelection(Selection.near(tr.doc.resolve(start + into), 1)).scrollIntoView());
  return true;
}

const rule = (state, dispatch) => inserted(state, dispatch, [nodes.horizontal_rule.create(), nodes.paragraph.create()], 1);

const diagram = (state, dispatch) => inserted(state, dispatch, [nodes.code_block.create({ info: "mermaid" }, schema.text("flowchart LR\n  A --> B"))], 1);

const table = (state, dispatch) => {
  const row = (type) => nodes.table_row.create(null, [type.create(), type.create(), type.create()]);
  const made = nodes.table.create(null, [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)]);
  return inserted(state, dispatch, [made], 1);
};

/** A table keeps its first row: it is the head. @type {Command} */
const rowAbove = (state, dispatch) => isInTable(state) && selectedRect(state).top > 0 && addRowBefore(state, dispatch);

const rowGone = (state, dispatch) => {
  if (!isInTable(state)) return false;
  const { top, map } = selectedRect(state);
  return top > 0 && map.height > 1 && deleteRow(state, dispatch);
};

const columnGone = (state, dispatch) => isInTable(state) && selectedRect(state).map.width > 1 && deleteColumn(state, dispatch);

/** Moves the row or column by one; the head stays. */
const moved = (isRow, by) => (state, dispatch) => {
  if (!isInTable(state)) return false;
  const { table: whole, tableStart, top, left, map } = selectedRect(state);
  const at = isRow ? top : left;
  const to = at + by;
  if (to < (isRow ? 1 : 0) || to >= (isRow ? map.height : map.width) || (isRow && at === 0)) return false;
  if (!dispatch) return true;
  const swap = (all) => { const out = [...all]; [out[at], out[to]] = [out[to], out[at]]; return out; };
  const rows = isRow ? swap(whole.children) : whole.children.map((row) => row.copy(row.content.constructor.from(swap(row.children))));
  const made = whole.type.create(whole.attrs, rows);
  const tr = state.tr.replaceWith(tableStart - 1, tableStart - 1 + whole.nodeSize, made);
  const cell = cellPlace(made, isRow ? to : top, isRow ? left : to);
  dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(tableStart + cell + 1))).scrollIntoView());
  return true;
};

function cellPlace(whole, row, column) {
  let place = 0;
  for (let at = 0; at < row; at++) place += whole.child(at).nodeSize;
  place += 1;
  for (let at = 0; at < column; at++) place += whole.child(row).child(at).nodeSize;
  return place;
}

const aligned = (align) => (state, dispatch) => {
  if (!isInTable(state)) return false;
  if (!dispatch) return true;
  const { table: whole, tableStart, left, right } = selectedRect(state);
  const { tr } = state;
  whole.forEach((row, offset) => {
    row.forEach((cell, inside, column) => {
      if (column >= left && column < right) tr.setNodeMarkup(tableStart + offset + 1 + inside, null, { ...cell.attrs, align });
    });
  });
  dispatch(tr);
  return true;
};

/** @type {Record<string, Command>} */
export const COMMANDS = {
  paragraph: block(0),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`heading${level}`, block(level)])),
  bold: toggleMark(marks.strong), italic: toggleMark(marks.em), strike: toggleMark(marks.strike), code: toggleMark(marks.code),
  list: list(nodes.bullet_list, null), numbers: list(nodes.ordered_list, null), task: list(nodes.bullet_list, false),
  indent: sinkListItem(nodes.list_item), outdent: liftListItem(nodes.list_item),
  quote, callout: callout("NOTE"), codeblock: codeBlock, rule, table, diagram, ticked, fold, "fold-open": unfolded,
  ...Object.fromEntries(["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"].map((kind) => [`callout-${kind.toLowerCase()}`, callout(kind)])),
  "row-above": rowAbove, "row-below": addRowAfter, "row-gone": rowGone, "row-up": moved(true, -1), "row-down": moved(true, 1),
  "column-before": addColumnBefore, "column-after": addColumnAfter, "column-gone": columnGone, "column-left": moved(false, -1), "column-right": moved(false, 1),
  "align-left": aligned("left"), "align-center": aligned("center"), "align-right": aligned("right"), "align-none": aligned(null), "table-gone": deleteTable,
  "picture-smaller": sized(-64), "picture-larger": sized(64), "picture-whole": sized(0),
  undo, redo,
};

/**
 * Which of the buttons describe what stands at the selection.
 * @returns {Set<string>}
 */
export function active(state) {
  const found = new Set();
  const { from, $from, to, empty } = state.selection;
  const has = (mark) => (empty ? Boolean(mark.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, mark));
  for (const [name, mark] of [["bold", marks.strong], ["italic", marks.em], ["strike", marks.strike], ["code", marks.code], ["link", marks.link]]) if (has(mark)) found.add(name);
  const { parent } = $from;
  if (parent.type === nodes.heading) found.add(`heading${parent.attrs.level}`);
  else if (parent.type === nodes.code_block) found.add("codeblock");
  else found.add("paragraph");
  const inside = nearestList(state);
  if (inside) found.add(around(state, nodes.list_item)?.node.attrs.checked !== null ? "task" : inside.node.type === nodes.bullet_list ? "list" : "numbers");
  const quoted = around(state, nodes.blockquote, nodes.callout)?.node;
  if (quoted) found.add(quoted.type === nodes.callout ? "callout" : "quote");
  const folded = around(state, nodes.details)?.node;
  if (folded) found.add("fold");
  if (folded?.attrs.open) found.add("fold-open");
  if (selectedPicture(state)) found.add("picture");
  else if (isInTable(state)) found.add("table");
  return found;
}
