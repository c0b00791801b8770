// Saving from the visual editor. What leaves it has been read back: parse(result) means what the document means. Where the first
// way of writing does not hold, others are tried, each touching more of the page; if none holds, that is said, and nobody's text
// is changed without a word.

import { bare, meaning, meanings, notes, storable } from "./meaning.js";
import { parse } from "./parse.js";
import { written } from "./preserve.js";

/**
 * @typedef {import("prosemirror-model").Node} Node
 * @typedef {{ markdown: string, isRead: boolean, rung: number }} Saved `isRead` is false where the result would not be read back
 *   as the document; `rung` tells how much had to be written anew
 */

/**
 * @param {import("./parse.js").Source} source what the document was read from
 * @param {Node} doc
 * @returns {Saved}
 */
export function save(source, doc) {
  const whole = storable(doc);
  const blocks = whole.children.filter((block) => meaning(block) || source.blocks.some(({ node }) => node === block));
  if (isUntouched(source, blocks)) return { markdown: source.head + source.lines.join(""), isRead: true, rung: 0 };
  const wanted = meanings(doc);
  const known = { references: source.env.references, notes: [...notes(doc)] };
  let best = null;
  for (const [rung, attempt] of RUNGS.entries()) {
    const text = attempt(source, blocks, known, best);
    if (text === null) continue;
    const got = meanings(parse(source.head + text).doc);
    const wrong = differing(wanted, got);
    if (!wrong) return { markdown: source.head + text, isRead: true, rung };
    best = { text, wrong, wanted };
  }
  return { markdown: source.head + best.text, isRead: false, rung: RUNGS.length };
}

const isUntouched = (source, blocks) => blocks.length === source.blocks.length && source.blocks.every(({ node }, at) => node === blocks[at] || bare(node).eq(bare(blocks[at])));

// The first and the last block that were read back otherwise, as positions among those wanted; null where all are equal.
function differing(wanted, got) {
  let first = 0;
  while (first < wanted.length && first < got.length && wanted[first] === got[first]) first += 1;
  if (first === wanted.length && first === got.length) return null;
  let behind = 0;
  while (behind < Math.min(wanted.length, got.length) - first && wanted.at(-1 - behind) === got.at(-1 - behind)) behind += 1;
  return { first, last: wanted.length - 1 - behind };
}

const around = (blocks, { wrong }, more) => {
  const shown = blocks.filter((block) => meaning(block));
  const near = new Set(shown.slice(Math.max(wrong.first - more, 0), wrong.last + 1 + more));
  return (node) => near.has(node);
};

/** @type {((source: import("./parse.js").Source, blocks: Node[], known: object, before: object | null) => string | null)[]} */
const RUNGS = [
  (source, blocks, known) => written(source, blocks, known),
  // a link that stands in what goes on may have been defined in what went
  (source, blocks, known, { text }) => withDefinitions(source, text),
  (source, blocks, known, before) => written(source, blocks, known, around(blocks, before, 0)),
  (source, blocks, known, before) => withDefinitions(source, written(source, blocks, { ...known, strength: 1 }, around(blocks, before, 1))),
  (source, blocks, known, before) => withDefinitions(source, walled(source, blocks, { ...known, strength: 2 }, around(blocks, before, 2))),
  (source, blocks, known) => withDefinitions(source, walled(source, blocks, { ...known, strength: 2 }, () => true)),
];

function withDefinitions(source, text) {
  const kept = parse(text).env.references;
  const lost = Object.entries(source.env.references).filter(([label]) => !Object.hasOwn(kept, label));
  if (!lost.length) return text;
  const lines = lost.map(([label, { href, title }]) => `[${label}]: <${href}>${title ? ` "${title.replace(/["\\]/g, "\\$&")}"` : ""}`);
  return `${text.trimEnd()}\n\n${lines.join("\n")}\n`;
}

const walled = (source, blocks, known, isAnew) => written(source, blocks, { ...known, isWalled: true }, isAnew);

