// Task boxes at the start of a list item: the rule of wiki/render/tasks.py.

import { BLANK } from "./characters.js";

const BOX = new RegExp(`^\\[([ xX])\\][ \\t\\n]+(?=[^${BLANK}]|$)`, "u");

/** @param {import("markdown-it").default} parser */
export function tasks(parser) {
  parser.core.ruler.after("text_join", "tasks", (state) => {
    state.tokens.forEach((token, position) => {
      if (token.type === "list_item_open") mark(state, state.tokens[position + 1], state.tokens[position + 2]);
    });
  });
}

function mark(state, paragraph, inline) {
  if (paragraph?.type !== "paragraph_open" || inline?.type !== "inline") return;
  const children = inline.children ?? [];
  const box = children[0]?.type === "text" ? BOX.exec(children[0].content) : null;
  if (!box || (children.length === 1 && box[0].length === children[0].content.length)) return;
  if (!inline.content.startsWith("[")) return; // an escaped box is text
  children[0].content = children[0].content.slice(box[0].length);
  const task = new state.Token("task", "input", 0);
  children.unshift(Object.assign(task, { map: inline.map, meta: { checked: box[1] !== " " } }));
}
