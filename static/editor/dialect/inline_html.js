// `<br>`, `<kbd>`, `<sub>`, `<sup>`, `<mark>` in text, and comments: the inline rules of wiki/render/inline_html.py.

import { BLANK } from "./characters.js";

const DEEPEST = 20;
const TAG = new RegExp(`<(?:(br)[${BLANK}]{0,20}/?|(/?)(kbd|sub|sup|mark)[${BLANK}]{0,20})>`, "iuy");

/** @param {import("markdown-it").default} parser */
export function inlineHtml(parser) {
  parser.inline.ruler.before("autolink", "html_comment", comment);
  parser.inline.ruler.before("autolink", "html_tag", tag);
  parser.core.ruler.before("text_join", "html_pairs", pairTags);
}

function tag(state, silent) {
  if (state.src[state.pos] !== "<") return false;
  TAG.lastIndex = state.pos;
  const match = TAG.exec(state.src);
  if (!match || state.pos + match[0].length > state.posMax) return false;
  if (!silent && match[1]) state.push("html_break", "br", 0).meta = { written: match[0] };
  else if (!silent) {
    const token = state.push("html_tag", match[3].toLowerCase(), 0);
    token.content = match[0];
    token.meta = { closes: Boolean(match[2]) };
  }
  state.pos += match[0].length;
  return true;
}

function comment(state, silent) {
  if (!state.src.startsWith("<!--", state.pos)) return false;
  const end = state.src.indexOf("-->", state.pos + 4);
  if (end < 0 || end + 3 > state.posMax) return false;
  if (!silent) state.push("comment", "", 0).meta = { written: state.src.slice(state.pos, end + 3) };
  state.pos = end + 3;
  return true;
}

function pairTags(state) {
  for (const token of state.tokens) {
    if (token.type === "inline" && token.children?.some((child) => child.type === "html_tag")) pair(token.children);
  }
}

// Joins opening and closing tags that stand in the same element; the rest becomes text.
function pair(children) {
  const frames = [[]];
  for (const child of children) {
    if (child.type !== "html_tag") {
      if (child.nesting > 0) frames.push([]);
      else if (child.nesting < 0 && frames.length > 1) asText(frames.pop());
    } else if (child.meta.closes) close(frames.at(-1), child);
    else frames.at(-1).push(child);
  }
  for (const frame of frames) asText(frame);
}

function close(frame, closing) {
  for (let position = frame.length - 1; position > Math.max(frame.length - 1 - DEEPEST, -1); position--) {
    if (frame[position].tag !== closing.tag) continue;
    asText(frame.slice(position + 1));
    const opening = frame[position];
    frame.length = position;
    if (position >= DEEPEST) { asText([opening, closing]); return; }
    [opening.type, opening.nesting] = ["html_open", 1];
    [closing.type, closing.nesting] = ["html_close", -1];
    return;
  }
  asText([closing]);
}

function asText(tokens) {
  for (const token of tokens) [token.type, token.tag] = ["text", ""];
}
