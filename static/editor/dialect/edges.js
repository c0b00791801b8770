// White space at the edges of a text is nothing, in the sense of Python's `str.strip`: markdown-it-py takes more away than
// markdown-it does (no-break and ideographic spaces).

import { strip } from "./characters.js";

/** @param {import("markdown-it").default} parser */
export function edges(parser) {
  parser.core.ruler.after("block", "edges", (state) => {
    for (const token of state.tokens) if (token.type === "inline") token.content = strip(token.content);
  });
}
