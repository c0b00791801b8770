// Definition lists, a term and below it `: explanation`. Decides as mdit-py-plugins' rule does.

import { strip } from "./characters.js";
import { isCode } from "./lines.js";

/** @param {import("markdown-it").default} parser */
export function deflist(parser) {
  parser.block.ruler.before("paragraph", "deflist", rule, { alt: ["paragraph", "reference", "blockquote"] });
}

// The position behind the mark of an explanation, or -1.
function marker(state, line) {
  const start = state.bMarks[line] + state.tShift[line];
  const most = state.eMarks[line];
  if (start >= most || !":~".includes(state.src[start])) return -1;
  const behind = state.skipSpaces(start + 1);
  return behind === start + 1 || behind >= most ? -1 : start + 1;
}

function rule(state, startLine, endLine, silent) {
  if (isCode(state, startLine)) return false;
  if (silent) return state.ddIndent >= 0 && marker(state, startLine) >= 0;
  const first = explanationBelow(state, startLine, endLine);
  if (!first) return false;
  const begins = state.tokens.length;
  const lines = [startLine, 0];
  state.push("dl_open", "dl", 1).map = lines;
  const list = { state, endLine, isTight: true };
  for (let term = startLine, found = first, from = first.line; found; from = term) {
    pushTerm(state, term);
    term = explanations(list, found, from);
    found = term >= 0 && !state.isEmpty(term) && state.sCount[term] >= state.blkIndent && explanationBelow(state, term, endLine);
  }
  state.push("dl_close", "dl", -1);
  lines[1] = list.nextLine;
  state.line = list.nextLine;
  if (list.isTight) hideParagraphs(state, begins);
  return true;
}

// The line of an explanation right below the term, or below one empty line.
function explanationBelow(state, term, endLine) {
  let line = term + 1;
  if (line >= endLine) return null;
  if (state.isEmpty(line)) line += 1;
  if (line >= endLine || state.sCount[line] < state.blkIndent) return null;
  const content = marker(state, line);
  return content < 0 ? null : { line, content };
}

function pushTerm(state, line) {
  state.push("dt_open", "dt", 1).map = [line, line];
  const content = strip(state.getLines(line, line + 1, state.blkIndent, false));
  Object.assign(state.push("inline", "", 0), { map: [line, line], content, children: [] });
  state.push("dt_close", "dt", -1);
}

// Pushes the explanations of a term; gives the line where another term may stand, or -1 where the list ends.
// `from` is where the first of them is said to begin: at the term, but for the first term of a list.
function explanations(list, { line, content }, from) {
  const { state, endLine } = list;
  let endsEmpty = false;
  for (let number = line; ; from = number) {
    const lines = [from, 0];
    state.push("dd_open", "dd", 1).map = lines;
    const isTight = explanation(state, number, content, endLine);
    if (!isTight || endsEmpty) list.isTight = false;
    endsEmpty = state.line - number > 1 && state.isEmpty(state.line - 1);
    state.push("dd_close", "dd", -1);
    lines[1] = list.nextLine = state.line;
    if (list.nextLine >= endLine || state.sCount[list.nextLine] < state.blkIndent) return -1;
    content = marker(state, list.nextLine);
    if (content < 0) return list.nextLine;
    number = list.nextLine;
  }
}

function explanation(state, line, content, endLine) {
  const { tight, ddIndent, blkIndent, parentType } = state;
  const [tShift, sCount] = [state.tShift[line], state.sCount[line]];
  let offset = sCount + content - (state.bMarks[line] + tShift);
  let position = content;
  for (; position < state.eMarks[line]; position++) {
    if (state.src[position] === "\t") offset += 4 - (offset % 4);
    else if (state.src[position] === " ") offset += 1;
    else break;
  }
  state.blkIndent = state.ddIndent = sCount + 2;
  state.tShift[line] = position - state.bMarks[line];
  state.sCount[line] = offset;
  state.tight = true;
  state.parentType = "deflist";
  state.md.block.tokenize(state, line, endLine);
  const isTight = state.tight;
  [state.tShift[line], state.sCount[line]] = [tShift, sCount];
  Object.assign(state, { tight, ddIndent, blkIndent, parentType });
  return isTight;
}

function hideParagraphs(state, begins) {
  const level = state.level + 2;
  for (let position = begins + 2; position < state.tokens.length - 2; position++) {
    const token = state.tokens[position];
    if (token.level !== level || token.type !== "paragraph_open") continue;
    token.hidden = state.tokens[position + 2].hidden = true;
    position += 2;
  }
}
