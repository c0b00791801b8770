// Comments, `<details>` and `<summary>` at the start of a line: the block rules of wiki/render/inline_html.py.

import { BLANK, strip } from "./characters.js";
import { isCode, lineText } from "./lines.js";

const DEEPEST = 20;
const SUMMARY_LINES = 20;
const PIECE = new RegExp(
  `<(details)([${BLANK}]{1,20}open(?:=(?:"(?:open)?"|'(?:open)?'))?)?[${BLANK}]{0,20}>`
  + `|</(details)[${BLANK}]{0,20}>`
  + `|<summary[${BLANK}]{0,20}>([^]{0,1000}?)</summary[${BLANK}]{0,20}>`,
  "giu",
);
const STARTS = new RegExp(`^(?:</?details(?![${"\\p{L}\\p{N}_"}])|<summary[${BLANK}]{0,20}>)`, "iu");
const SUMMARY_END = new RegExp(`</summary[${BLANK}]{0,20}>`, "iu");

/** @param {import("markdown-it").default} parser */
export function blockHtml(parser) {
  const alt = ["paragraph", "reference", "blockquote", "list"];
  parser.block.ruler.before("heading", "html_comment", comment, { alt });
  parser.block.ruler.before("heading", "html_details", details, { alt });
  parser.core.ruler.after("block", "html_details_pairs", pairDetails);
}

function comment(state, start, end, silent) {
  if (!lineText(state, start).startsWith("<!--") || isCode(state, start)) return false;
  if (silent) return true;
  const known = (state.env.openComments ??= new Set());
  if (known.has(`${end} ${state.blkIndent}`)) return false;
  const [line, rest] = commentEnd(state, start, end);
  if (line < 0) { known.add(`${end} ${state.blkIndent}`); return false; }
  state.line = line + 1;
  state.push("comment", "", 0).map = [start, state.line];
  paragraph(state, strip(rest), [line, line + 1]);
  return true;
}

function commentEnd(state, start, end) {
  for (let line = start; line < end; line++) {
    if (line > start && state.sCount[line] < state.blkIndent && !state.isEmpty(line)) break;
    const text = line > start ? lineText(state, line) : lineText(state, start).slice(4);
    const mark = text.indexOf("-->");
    if (mark >= 0) return [line, text.slice(mark + 3)];
  }
  return [-1, ""];
}

function details(state, start, end, silent) {
  if (!STARTS.test(lineText(state, start)) || isCode(state, start)) return false;
  const last = lastLine(state, start, end);
  const text = Array.from({ length: last - start + 1 }, (_, offset) => lineText(state, start + offset)).join("\n");
  const pieces = [...text.matchAll(PIECE)];
  if (pieces[0]?.index !== 0) return false;
  if (silent) return true;
  state.line = last + 1;
  const lines = [start, state.line];
  let position = 0;
  for (const piece of pieces) {
    paragraph(state, strip(text.slice(position, piece.index)), lines);
    pushPiece(state, piece, lines);
    position = piece.index + piece[0].length;
  }
  paragraph(state, strip(text.slice(position)), lines);
  return true;
}

function lastLine(state, start, end) {
  const first = lineText(state, start);
  const opened = first.toLowerCase().lastIndexOf("<summary");
  if (opened < 0 || SUMMARY_END.test(first.slice(opened))) return start;
  for (let line = start + 1; line < Math.min(end, start + SUMMARY_LINES); line++) {
    if (state.isEmpty(line) || state.sCount[line] < state.blkIndent) break;
    if (SUMMARY_END.test(lineText(state, line))) return line;
  }
  return start;
}

function pushPiece(state, piece, lines) {
  if (piece[4] !== undefined) {
    state.push("summary_open", "summary", 1).map = lines;
    inline(state, strip(piece[4]), lines);
    state.push("summary_close", "summary", -1);
    return;
  }
  const token = state.push("details_tag", "details", 0);
  [token.content, token.map] = [piece[0], lines];
  token.meta = { closes: Boolean(piece[3]), open: Boolean(piece[2]) };
}

function paragraph(state, text, lines) {
  if (!text) return;
  state.push("paragraph_open", "p", 1).map = lines;
  inline(state, text, lines);
  state.push("paragraph_close", "p", -1);
}

function inline(state, text, lines) {
  const token = state.push("inline", "", 0);
  [token.content, token.map, token.children] = [text, lines, []];
}

// Joins `<details>` and `</details>` that stand in the same container; the rest is shown as text.
function pairDetails(state) {
  if (!state.tokens.some((token) => token.type === "details_tag")) return;
  const frames = [[]];
  for (const token of state.tokens) {
    if (token.type === "details_tag") pairOne(frames.at(-1), token);
    else if (token.nesting > 0) frames.push([]);
    else if (token.nesting < 0) frames.pop();
  }
  state.tokens = state.tokens.flatMap((token) => (token.type === "details_tag" ? asParagraph(state, token) : [token]));
}

function pairOne(frame, token) {
  if (!token.meta.closes) { frame.push(token); return; }
  const opening = frame.pop();
  if (!opening || frame.length >= DEEPEST) return;
  [opening.type, opening.nesting] = ["details_open", 1];
  opening.attrs = opening.meta.open ? [["open", ""]] : [];
  [token.type, token.nesting] = ["details_close", -1];
}

function asParagraph(state, { content, map }) {
  const [opening, inside, closing] = [["paragraph_open", "p", 1], ["inline", "", 0], ["paragraph_close", "p", -1]]
    .map(([type, tag, nesting]) => Object.assign(new state.Token(type, tag, nesting), { block: true }));
  Object.assign(inside, { content, map, children: [], block: false });
  opening.meta = { lines: map };
  return [opening, inside, closing];
}
