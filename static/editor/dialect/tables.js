// Bounds for tables, so that a small source does not grow to a large page: the rule of wiki/render/tables.py.

import { BLANK, strip } from "./characters.js";
import { lineText } from "./lines.js";

const COLUMNS = 300;
const FILLED_CELLS = 4_000;
const DELIMITERS = new RegExp(`^[|:-][-|:${BLANK}]*$`, "u");

/** @param {import("markdown-it").default} parser */
export function tables(parser) {
  const { fn: table } = parser.block.ruler.__rules__.find((rule) => rule.name === "table");
  const bounded = (state, start, end, silent) => {
    if (start + 2 > end) return false;
    const delimiters = lineText(state, start + 1);
    if (!DELIMITERS.test(delimiters)) return false;
    const columns = bars(delimiters) + 1;
    if (columns > COLUMNS) return false;
    if (silent) return table(state, start, end, true);
    const [last, filled] = lastRow(state, start, end, columns);
    if (!table(state, start, last, false)) return false;
    state.env.filledCells = filled;
    return true;
  };
  parser.block.ruler.at("table", bounded, { alt: ["paragraph", "reference"] });
}

function lastRow(state, start, end, columns) {
  let filled = state.env.filledCells ?? 0;
  for (let line = start + 2; line < end; line++) {
    const text = lineText(state, line);
    if (!text) break;
    const missing = Math.max(columns - bars(text) - 1, 0);
    if (filled + missing > FILLED_CELLS) return [line, filled];
    filled += missing;
  }
  return [end, filled];
}

const bars = (line) => strip(line).replace(/^\|+|\|+$/g, "").split("|").length - 1;
