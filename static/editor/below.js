// Up and down where the browser alone goes astray. Behind a table, a callout or code at the end of a page there is no place
// for the caret: the arrow down and a click into the room below make one (an empty paragraph is not written to the page).
// In a table, Chromium goes on to the next cell of the row; here the arrows stay in the column.

import { Plugin, Selection, TextSelection } from "prosemirror-state";
import { isInTable, selectedRect } from "prosemirror-tables";

import { schema } from "./schema.js";

const { nodes } = schema;
const CLOSED = new Set([nodes.table, nodes.code_block, nodes.callout, nodes.blockquote, nodes.details, nodes.definition_list]);

const endsClosed = ({ lastChild }) => Boolean(lastChild) && CLOSED.has(lastChild.type);

// Whether nothing stands below the caret; beside it, in the row of a table, something may.
const isLowest = ({ $from }) => Array.from({ length: $from.depth }, (_, depth) => depth)
  .every((depth) => $from.node(depth).type === nodes.table_row || $from.index(depth) === $from.node(depth).childCount - 1);

function add({ doc, tr }, dispatch) {
  const made = tr.insert(doc.content.size, nodes.paragraph.create());
  dispatch?.(made.setSelection(TextSelection.atEnd(made.doc)).scrollIntoView());
  return true;
}

/** The arrow down in the lowest line makes a paragraph below. @type {import("prosemirror-state").Command} */
export const goBelow = (state, dispatch, view) => {
  const { empty, $from } = state.selection;
  if (!empty || !($from.parent.type.spec.code || endsClosed(state.doc)) || !isLowest(state.selection)) return false;
  return view?.endOfTextblock("down") ? add(state, dispatch) : false;
};

/** A click into the room below the last block does so too. */
export const clickBelow = () => new Plugin({ props: {
  handleClick(view, _place, event) {
    const last = view.dom.lastElementChild;
    if (event.target !== view.dom || !last || event.clientY <= last.getBoundingClientRect().bottom || !endsClosed(view.state.doc)) return false;
    return add(view.state, (tr) => view.dispatch(tr));
  },
} });

/** The arrows from row to row, and out of the table above and below. @param {1 | -1} by @returns {import("prosemirror-state").Command} */
export const alongColumn = (by) => (state, dispatch, view) => {
  if (!state.selection.empty || !isInTable(state) || !view?.endOfTextblock(by > 0 ? "down" : "up")) return false;
  const { map, top, left, table, tableStart } = selectedRect(state);
  const isInside = top + by >= 0 && top + by < map.height;
  const edge = state.doc.resolve(by > 0 ? tableStart + table.nodeSize - 1 : tableStart - 1);
  const found = isInside ? inCell(state, tableStart + map.map[(top + by) * map.width + left], by, view) : Selection.findFrom(edge, by);
  if (found) dispatch?.(state.tr.setSelection(found).scrollIntoView());
  return Boolean(found);
};

// As far to the right as the caret stands, where that part of the cell is in sight; else at the start of the cell.
function inCell({ doc, selection }, place, by, view) {
  const { top, bottom } = view.nodeDOM(place).getBoundingClientRect();
  const line = 12; // pixels from the edge of a cell into its first line
  const { pos } = view.posAtCoords({ left: view.coordsAtPos(selection.head).left, top: by > 0 ? top + line : bottom - line }) ?? { pos: 0 };
  const isIn = pos > place && pos < place + doc.nodeAt(place).nodeSize;
  return TextSelection.near(doc.resolve(isIn ? pos : place + 1));
}
