// Macros and transclusions on a line of their own: the rules of wiki/render/macros.py and transclusion.py.

import { WORD, strip, stripEnd } from "./characters.js";
import { isCode, lineText } from "./lines.js";
import { target } from "./wikilinks.js";

const NAMES = new Set([
  "contents", "inhalt", "children", "unterseiten", "changes", "änderungen",
  "tagged", "schlagwort", "backlinks", "rückverweise", "pages", "seiten",
]);
const LONGEST = 1_000;
const MACRO = new RegExp(`^\\{\\{[ \\t]*((?:(?![\\p{Nd}_])[${WORD}])+)(?:[ \\t]+([^\\n]*?))?[ \\t]*\\}\\}$`, "u");
const TRANSCLUSION = /^!\[\[([^[\]\n|^]{1,500})(?:\|[^[\]\n]*)?\]\]$/u;
const IMAGE = /^.+\.(?:png|jpe?g|gif|webp|avif|svg)$/is;

/** @param {import("markdown-it").default} parser */
export function macros(parser) {
  const alt = ["paragraph", "reference", "blockquote", "list"];
  parser.block.ruler.before("fence", "macro", macro, { alt });
  parser.block.ruler.before("fence", "transclusion", transclusion, { alt });
}

const begins = (state, line, mark) => state.src.startsWith(mark, state.bMarks[line] + state.tShift[line]);

function macro(state, start, _end, silent) {
  if (!begins(state, start, "{{") || isCode(state, start)) return false;
  const line = stripEnd(lineText(state, start));
  const match = [...line].length <= LONGEST ? MACRO.exec(line) : null;
  if (!match || !NAMES.has(match[1].toLowerCase())) return false;
  if (!silent) pushBlock(state, "macro", line, start);
  return true;
}

function transclusion(state, start, _end, silent) {
  if (!begins(state, start, "![[") || isCode(state, start)) return false;
  const line = stripEnd(lineText(state, start));
  const match = TRANSCLUSION.exec(line);
  const named = match && target(match[1]);
  if (!named?.title) return false;
  if (silent) return true;
  if (!IMAGE.test(named.title) || named.heading) pushBlock(state, "transclusion", line, start);
  else image(state, start, strip(match[1]));
  return true;
}

function pushBlock(state, type, content, start) {
  Object.assign(state.push(type, "", 0), { content, map: [start, start + 1], block: true });
  state.line = start + 1;
}

function image(state, start, name) {
  state.line = start + 1;
  state.push("paragraph_open", "p", 1).map = [start, start + 1];
  Object.assign(state.push("inline", "", 0), { content: `![](<${name}>)`, map: [start, start + 1], children: [] });
  state.push("paragraph_close", "p", -1);
}
