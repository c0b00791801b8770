// What lies too deep for the parser is kept as code instead of left out: the rule of wiki/render/nesting.py.

export const LIMIT = 200;
const RESERVE = 8;

/** @param {import("markdown-it").default} parser */
export function nesting(parser) {
  parser.block.ruler.before("table", "too_deep", (state, start, end, silent) => {
    if (silent || state.level < LIMIT - RESERVE) return false;
    let line = start + 1;
    while (line < end && (state.isEmpty(line) || state.sCount[line] >= state.blkIndent)) line += 1;
    const token = state.push("code_block", "code", 0);
    token.content = state.getLines(start, line, state.blkIndent, true);
    token.map = [start, line];
    state.line = line;
    return true;
  });
}
