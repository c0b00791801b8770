// Callouts, quotations that begin with `[!NOTE]`: the rule of wiki/render/callouts.py.

import { strip } from "./characters.js";

/** The kinds, in the order of wiki/render/slots.py. */
export const CALLOUTS = ["note", "tip", "important", "warning", "caution"];

const MARKER = new RegExp(`^\\[!(${CALLOUTS.join("|")})\\]([+-]?)(?:[ \\t]+([^\\n]*))?(?:\\n|$)`, "i");

/** @param {import("markdown-it").default} parser */
export function callouts(parser) {
  parser.core.ruler.after("block", "callouts", markCallouts);
}

function markCallouts(state) {
  const tokens = [];
  const closingAt = new Set();
  for (let position = 0; position < state.tokens.length;) {
    const token = state.tokens[position];
    const marker = token.type === "blockquote_open" ? markerBehind(state.tokens, position) : null;
    if (marker) {
      position = open(state, position, marker, tokens);
      closingAt.add(token.level);
      continue;
    }
    if (token.type === "blockquote_close" && closingAt.delete(token.level)) {
      [token.type, token.tag] = ["callout_close", "div"];
    }
    tokens.push(token);
    position += 1;
  }
  state.tokens = tokens;
}

function markerBehind(tokens, position) {
  if (tokens[position + 1]?.type !== "paragraph_open" || tokens[position + 2]?.type !== "inline") return null;
  return MARKER.exec(tokens[position + 2].content);
}

function open(state, position, marker, out) {
  const [opening, , inline] = state.tokens.slice(position, position + 3);
  const kind = marker[1].toLowerCase();
  [opening.type, opening.tag] = ["callout_open", "div"];
  opening.attrs = [["class", `callout callout-${kind}`], ["role", "note"]];
  opening.meta = { ...opening.meta, kind: marker[1], fold: marker[2] };
  out.push(opening, ...title(state, strip(marker[3] ?? ""), inline));
  const rest = inline.content.slice(marker[0].length);
  if (!strip(rest)) return position + 4;
  inline.content = rest;
  if (inline.map) inline.map = [inline.map[0] + 1, inline.map[1]];
  return position + 1;
}

function title(state, text, place) {
  const make = (type, tag, nesting, more) => Object.assign(new state.Token(type, tag, nesting), more);
  return [
    make("callout_title_open", "p", 1, { attrs: [["class", "callout-title"]], block: true }),
    make("callout_label", "span", 0, { meta: { own: Boolean(text) } }),
    make("inline", "", 0, { content: text, children: [], map: place.map }),
    make("callout_title_close", "p", -1, { block: true }),
  ];
}
