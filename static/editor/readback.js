// The blocks of a text, read again after each change from the lines near it.
//
// The blocks of a page are read one after the other. So from the beginning of a block on, the same lines are the same blocks,
// but for what reaches further: definitions of links and notes, and what looks for its end far below (formulas, comments, folded
// text). Where one of these is near, the whole text has to be read.

import { headLength } from "./frontmatter.js";
import { notesOf } from "./meaning.js";
import { body } from "./parse.js";
import { schema } from "./schema.js";

const NEIGHBOURS = 2; // blocks before and behind the change that are read with it
const HEAD_LINES = 60;
const DEFINES = /\]:/;
const REACHES = /\$\$|<!--|-->|<\/?(?:details|summary)/i;
const OPENS = /^ {0,3}(?:\$\$|<!--|<\/?(?:details|summary))/i;

/**
 * @typedef {object} Place a block of the page and its lines [from, to)
 * @property {import("prosemirror-model").Node} node
 * @property {number} from
 * @property {number} to
 * @property {boolean} isOpen whether an end far below could make something else of it
 */

export class Reading {
  /** @param {string} head @param {string[]} lines @param {Place[]} places @param {object} references */
  constructor(head, lines, places, references) {
    Object.assign(this, { head, lines, places, references });
  }

  /** @param {import("./parse.js").Source} source */
  static of({ head, lines, blocks, env }) {
    return new Reading(head, lines, blocks.map((block) => placed(block, lines, 0)), env.references ?? {});
  }

  /** The blocks, in order. */
  get nodes() { return this.places.map(({ node }) => node); }

  /**
   * Other lines instead of these; null where what is near the change does not tell which blocks they are.
   * @param {string[]} lines
   */
  changed(lines) {
    const change = changeOf(this.lines, lines);
    if (change.from === change.to && !change.shift) return this;
    const near = this.around(change);
    const fresh = lines.slice(near.from, near.to + change.shift);
    if (this.reachesFar(change, near, lines, fresh)) return null;
    const known = { references: this.references, notes: [...notesOf(this.nodes)] };
    const read = body(fresh.join(""), known).blocks.map((block) => placed(block, fresh, near.from));
    const rest = this.places.slice(near.behind).map((place) => moved(place, change.shift));
    if (!goesOn(read, rest, near)) return null;
    const places = [...this.places.slice(0, near.first), ...read, ...rest.slice(near.last - near.behind)];
    return new Reading(this.head, lines, places, this.references);
  }

  // The blocks [first, last) that are read, their lines [from, to), and the first block behind the change.
  around({ from, to }) {
    const { places } = this;
    let first = 0;
    while (first < places.length && places[first].to <= from) first += 1;
    let behind = first;
    while (behind < places.length && places[behind].from < to) behind += 1;
    first = Math.max(first - NEIGHBOURS, 0);
    const last = Math.min(behind + NEIGHBOURS, places.length);
    return { first, behind, last, from: first ? places[first].from : 0, to: places[last]?.from ?? this.lines.length };
  }

  reachesFar(change, near, lines, fresh) {
    const some = (pattern, all) => all.some((line) => pattern.test(line));
    return this.places.some(({ isOpen }) => isOpen)
      || some(DEFINES, fresh) || some(DEFINES, this.lines.slice(near.from, near.to))
      || some(REACHES, this.lines.slice(change.from, change.to)) || some(REACHES, lines.slice(change.from, change.to + change.shift))
      || headLength(this.head + lines.slice(0, HEAD_LINES).join("")) !== this.head.length;
  }
}

function placed({ node, from, to }, lines, offset) {
  const isOpen = node.type === schema.nodes.paragraph && lines.slice(from, to).some((line) => OPENS.test(line));
  return { node, from: from + offset, to: to + offset, isOpen };
}

const moved = ({ node, from, to, isOpen }, by) => ({ node, from: from + by, to: to + by, isOpen });

/** The lines [from, to) that gave way to others, and how many more those are. @param {string[]} old @param {string[]} fresh */
export function changeOf(old, fresh) {
  let from = 0;
  while (from < old.length && from < fresh.length && old[from] === fresh[from]) from += 1;
  let behind = 0;
  while (behind < Math.min(old.length, fresh.length) - from && old[old.length - 1 - behind] === fresh[fresh.length - 1 - behind]) behind += 1;
  return { from, to: old.length - behind, shift: fresh.length - old.length };
}

// Whether the blocks behind the change begin and end where they did.
function goesOn(read, rest, { behind, last }) {
  const same = rest.slice(0, last - behind);
  const got = read.slice(read.length - same.length);
  return got.length === same.length && same.every(({ node, from, to }, at) => got[at].from === from && got[at].to === to && got[at].node.type === node.type);
}
