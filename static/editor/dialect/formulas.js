// Formulas, `$…$` and `$$…$$`: the rules of wiki/render/formulas.py.

import { WORD, isBlank, strip, stripEnd } from "./characters.js";
import { isCode, lineText } from "./lines.js";

const LONGEST_INLINE = 400;
const LONGEST = 2_000; // wiki/render/mathml.py
const LETTER = /[\p{L}\p{N}]/u;
const WORDLIKE = new RegExp(`[${WORD}$]`, "u");

/** @param {import("markdown-it").default} parser */
export function formulas(parser) {
  parser.inline.ruler.after("backticks", "formula", inline);
  parser.block.ruler.before("fence", "formula", block, { alt: ["paragraph", "reference", "blockquote", "list"] });
}

function inline(state, silent) {
  const { src, pos } = state;
  if (src[pos] !== "$" || (pos && isWordlike(src, pos - 1))) return false;
  const found = extent(src, pos, state.posMax);
  if (!found || !isFormula(found.text)) return false;
  if (!silent) {
    const token = state.push("formula", "", 0);
    [token.content, token.markup] = [found.text, found.mark];
  }
  state.pos = found.end;
  return true;
}

// `$` or `$$`, then what holds no bare dollar, then the same again with no letter, digit, `_` or `$` behind.
function extent(src, pos, posMax) {
  const doubled = src[pos + 1] === "$" && pos + 1 < posMax;
  for (const mark of doubled ? ["$$", "$"] : ["$"]) {
    let end = pos + mark.length;
    while (end < posMax && src[end] !== "$") end += src[end] === "\\" ? 2 : 1;
    const text = src.slice(pos + mark.length, end);
    const behind = end + mark.length;
    if (end > posMax || behind > posMax || !text || !src.startsWith(mark, end)) continue;
    if (behind < posMax && isWordlike(src, behind)) continue;
    return { text, mark, end: behind };
  }
  return null;
}

// Half of a surrogate pair is looked at together with its other half.
function isWordlike(src, position) {
  const unit = src.charCodeAt(position);
  const from = unit >= 0xdc00 && unit <= 0xdfff ? position - 1 : position;
  return WORDLIKE.test(String.fromCodePoint(src.codePointAt(Math.max(from, 0))));
}

function isFormula(text) {
  return text === strip(text) && [...text].length <= LONGEST_INLINE && !text.includes("</") && LETTER.test(text);
}

function block(state, start, end, silent) {
  const opening = state.bMarks[start] + state.tShift[start];
  if (!state.src.startsWith("$$", opening) || isCode(state, start)) return false;
  const found = blockExtent(state, start, end);
  if (!found) return false;
  if (!silent) {
    const token = state.push("formula_block", "", 0);
    Object.assign(token, { content: found.source, map: [start, found.behind], block: true });
    state.line = found.behind;
  }
  return true;
}

function blockExtent(state, start, end) {
  const lines = [];
  let size = 0;
  for (let number = start; number < end; number++) {
    const line = number === start ? lineText(state, start).slice(2) : lineText(state, number);
    if (number > start && line && state.sCount[number] < state.blkIndent) return null;
    const text = stripEnd(line);
    if (text.endsWith("$$")) {
      const source = strip([...lines, text.slice(0, -2)].join("\n"));
      return !isBlank(source) && !source.includes("$$") ? { source, behind: number + 1 } : null;
    }
    lines.push(line);
    size += [...line].length;
    if (size > LONGEST) return null;
  }
  return null;
}
