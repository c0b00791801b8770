// What the block rules ask about a line.

/** The text of the line behind its indentation and the marks of the containers around it. */
export const lineText = (state, line) => state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);

export const isCode = (state, line) => state.sCount[line] - state.blkIndent >= 4;
