// Footnotes: `[^name]` with `[^name]: text`. Decides as mdit-py-plugins' rule and wiki/render/footnotes.py do.

import { isCode } from "./lines.js";

/** @param {import("markdown-it").default} parser */
export function footnotes(parser) {
  parser.block.ruler.before("reference", "footnote_def", definition, { alt: ["paragraph", "reference"] });
  parser.inline.ruler.after("image", "footnote_ref", reference);
  parser.core.ruler.after("inline", "footnotes", toTheEnd);
}

const notes = (env) => (env.footnotes ??= { refs: new Map(), list: [] });

function definition(state, startLine, endLine, silent) {
  if (isCode(state, startLine)) return false;
  const start = state.bMarks[startLine] + state.tShift[startLine];
  const most = state.eMarks[startLine];
  if (start + 4 > most || !state.src.startsWith("[^", start)) return false;
  const end = labelEnd(state.src, start + 2, most, " ");
  if (end < 0 || end + 1 >= most || state.src[end + 1] !== ":") return false;
  if (silent) return true;
  const label = state.src.slice(start + 2, end);
  notes(state.env).refs.set(label, -1);
  const opening = Object.assign(new state.Token("footnote_reference_open", "", 1), { meta: { label }, level: state.level++ });
  state.tokens.push(opening);
  inside(state, startLine, endLine, end + 2);
  opening.map = [startLine, state.line];
  state.tokens.push(Object.assign(new state.Token("footnote_reference_close", "", -1), { level: --state.level }));
  return true;
}

function labelEnd(source, start, most, forbidden) {
  for (let position = start; position < most; position++) {
    if (forbidden.includes(source[position])) return -1;
    if (source[position] === "]") return position === start ? -1 : position;
  }
  return -1;
}

// The blocks of the note: the first line begins behind the colon, the others are indented by four.
function inside(state, line, endLine, behindColon) {
  const kept = { bMark: state.bMarks[line], tShift: state.tShift[line], sCount: state.sCount[line], parent: state.parentType };
  const initial = state.sCount[line] + behindColon - (kept.bMark + kept.tShift);
  let offset = initial;
  let position = behindColon;
  for (; position < state.eMarks[line]; position++) {
    if (state.src[position] === "\t") offset += 4 - (offset % 4);
    else if (state.src[position] === " ") offset += 1;
    else break;
  }
  state.tShift[line] = position - behindColon;
  state.sCount[line] = offset - initial;
  state.bMarks[line] = behindColon;
  state.blkIndent += 4;
  state.parentType = "footnote";
  if (state.sCount[line] < state.blkIndent) state.sCount[line] += state.blkIndent;
  state.md.block.tokenize(state, line, endLine);
  state.parentType = kept.parent;
  state.blkIndent -= 4;
  [state.bMarks[line], state.tShift[line], state.sCount[line]] = [kept.bMark, kept.tShift, kept.sCount];
}

function reference(state, silent) {
  const { refs, list } = notes(state.env);
  const start = state.pos;
  if (!refs.size || start + 3 > state.posMax || !state.src.startsWith("[^", start)) return false;
  const end = labelEnd(state.src, start + 2, state.posMax, " \n");
  const label = end < 0 ? "" : state.src.slice(start + 2, end);
  if (end < 0 || !refs.has(label)) return false;
  if (!silent) {
    if (refs.get(label) < 0) refs.set(label, list.push({ label, count: 0 }) - 1);
    const id = refs.get(label);
    state.push("footnote_ref", "", 0).meta = { id, subId: list[id].count++, label };
  }
  state.pos = end + 1;
  return true;
}

function toTheEnd(state) {
  if (!state.env.footnotes) return;
  const [page, definitions] = takenOut(state.tokens);
  const numbered = inOrder(state.env.footnotes, definitions);
  state.tokens = page;
  if (!numbered.length) return;
  const push = (type, tag, nesting, meta) => state.tokens.push(Object.assign(new state.Token(type, tag, nesting), { meta, block: tag !== "" }));
  push("footnote_block_open", "section", 1, null);
  numbered.forEach(({ tokens, uses }, id) => {
    push("footnote_open", "li", 1, { id });
    const last = tokens.at(-1)?.type === "paragraph_close" ? tokens.slice(-1) : [];
    state.tokens.push(...tokens.slice(0, tokens.length - last.length));
    for (let subId = 0; subId < uses; subId++) push("footnote_anchor", "", 0, { id, subId });
    state.tokens.push(...last);
    push("footnote_close", "li", -1, null);
  });
  push("footnote_block_close", "section", -1, null);
}

function takenOut(tokens) {
  const page = [];
  const stack = [page];
  const definitions = [];
  for (const token of tokens) {
    if (token.type === "footnote_reference_open") {
      const content = [];
      definitions.push([token.meta.label, content]);
      stack.push(content);
    } else if (token.type === "footnote_reference_close") stack.pop();
    else stack.at(-1).push(token);
  }
  return [page, definitions];
}

function inOrder({ refs, list }, definitions) {
  const contents = new Map();
  const extra = [];
  for (const [label, tokens] of definitions) {
    if (contents.has(label) || (refs.get(label) ?? -1) < 0) extra.push(tokens);
    else contents.set(label, tokens);
  }
  const used = list.map(({ label, count }) => ({ tokens: contents.get(label) ?? [], uses: count }));
  return [...used, ...extra.map((tokens) => ({ tokens, uses: 0 }))];
}
