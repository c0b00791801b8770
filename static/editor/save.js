// Saving from the visual editor. What leaves it has been read back: parse(result) means what the document means. Where the first
// way of writing does not hold, others are tried, each touching more of the page; if none holds, that is said, and nobody's text
// is changed without a word.

import { bare, meaning, meaningsOf, notes, notesOf, storable } from "./meaning.js";
import { parse, split } from "./parse.js";
import { written } from "./preserve.js";
import { Reading, changeOf } from "./readback.js";

/**
 * @typedef {import("prosemirror-model").Node} Node
 * @typedef {{ shown: Node[], read: Node[], was: string, is: string }} Passage
 * @typedef {{ markdown: string, isRead: boolean, rung: number, passage?: Passage }} Saved `isRead` is false where the result would
 *   not be read back as the document, and `passage` tells where; `rung` tells how much had to be written anew
 */

/**
 * @param {import("./parse.js").Source} source what the document was read from
 * @param {Node} doc
 * @returns {Saved}
 */
export const save = (source, doc) => new Saving(source).written(doc);

/** Saves one document again and again while it is edited: what was read back once is not read again. */
export class Saving {
  /** @param {import("./parse.js").Source} source */
  constructor(source) {
    this.source = source;
    this.old = new Set(source.blocks.map(({ node }) => node));
    this.reading = Reading.of(source);
  }

  /** @param {Node} doc @returns {Saved} */
  written(doc) {
    const { source } = this;
    const blocks = storable(doc).children.filter((block) => this.old.has(block) || meaning(block));
    if (isUntouched(source, blocks)) return { markdown: source.head + source.lines.join(""), isRead: true, rung: 0 };
    const wanted = doc.children;
    const known = { references: source.env.references, notes: [...notes(doc)] };
    let best = null;
    for (const [rung, attempt] of RUNGS.entries()) {
      const text = attempt(source, blocks, known, best);
      const wrong = this.differing(wanted, text);
      if (!wrong) return { markdown: source.head + text, isRead: true, rung };
      best = { text, wrong, wanted };
    }
    return { markdown: source.head + best.text, isRead: false, rung: RUNGS.length, passage: passage(source, wanted, best) };
  }

  // What the lines near the change tell is believed when all is as wanted; else the whole text is read.
  differing(wanted, text) {
    const near = this.reading.changed(split(text));
    if (near && !differing(wanted, near.nodes)) {
      this.reading = near;
      return null;
    }
    const whole = Reading.of(parse(this.source.head + text));
    if (whole.head === this.source.head) this.reading = whole;
    const wrong = differing(wanted, whole.nodes);
    return wrong && { ...wrong, nodes: whole.nodes };
  }
}

const isUntouched = (source, blocks) => blocks.length === source.blocks.length && source.blocks.every(({ node }, at) => node === blocks[at] || bare(node).eq(bare(blocks[at])));

// The first and the last block that were read back otherwise, as positions among those that mean something; null where all are
// equal. Blocks that are the very same need not be looked at.
function differing(wanted, got) {
  const known = [notesOf(wanted), notesOf(got)];
  const isSame = known[0].size === known[1].size && [...known[0]].every((label) => known[1].has(label));
  const [start, behind] = isSame ? ends(wanted, got) : [0, 0];
  const [want, have] = [wanted, got].map((blocks, at) => meaningsOf(blocks.slice(start, blocks.length - behind), known[at]));
  const [first, last] = ends(want, have);
  if (first === want.length && first === have.length) return null;
  const before = meaningsOf(wanted.slice(0, start), known[0]).length;
  return { first: before + first, last: before + want.length - 1 - last, lastRead: before + have.length - 1 - last };
}

// What a person decides over: the blocks as they are shown and as they would be read, the lines as they were and as they would be.
function passage(source, wanted, { text, wrong }) {
  const lines = split(text);
  const { from, to, shift } = changeOf(source.lines, lines);
  const some = (blocks, last) => {
    const known = notesOf(blocks);
    return blocks.filter((block) => meaning(block, known)).slice(wrong.first, last + 1);
  };
  return { shown: some(wanted, wrong.last), read: some(wrong.nodes, wrong.lastRead), was: source.lines.slice(from, to).join(""), is: lines.slice(from, to + shift).join("") };
}

// How many parts are the same at the beginning and at the end.
function ends(a, b) {
  let first = 0;
  while (first < a.length && first < b.length && a[first] === b[first]) first += 1;
  let behind = 0;
  while (behind < Math.min(a.length, b.length) - first && a[a.length - 1 - behind] === b[b.length - 1 - behind]) behind += 1;
  return [first, behind];
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

