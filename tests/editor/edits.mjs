// Eleven kinds of edit, as people make them, at random places of a document.

import { Transform, schema } from "../../static/dist/editor.js";

const { nodes, marks } = schema;

// Words that mean something in Markdown when nobody takes care.
const WORDS = [
  "hello", "a_b_c", "2 * 3", "C:\\x", "# no", "1. no", "- no", "[x](y)", "`tick", "<b>", "| pipe", "AT&T", "$5 and $6", "~~x", "*", "_",
  "[[Home]]", "&amp;", ">", "Grüße — ok", "word.", "[ ] box", ": colon", "{{children}}", "![[x]]", "[!NOTE]", "<!-- no -->", "=", "---", "$$", "a|b\\",
];

/** Numbers in [0, 1), the same for the same seed (mulberry32). @param {number} seed */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @type {Record<string, (tr: Transform, tools: { pick: Function, below: (n: number) => number, found: Function }) => void>} */
export const EDITS = {
  type(tr, { pick, below, found }) {
    const [node, at] = pick(found((one) => one.isTextblock));
    tr.insert(at + 1 + below(node.content.size + 1), schema.text(pick(WORDS)));
  },
  delete(tr, { pick, below, found }) {
    const [node, at] = pick(found((one) => one.isText && one.text.length > 3));
    const begin = at + below(node.text.length - 2);
    tr.delete(begin, begin + 1 + below(2));
  },
  mark(tr, { pick, found }) {
    const [node, at] = pick(found((one, parent) => one.isText && /\w{2}/.test(one.text) && !one.marks.length && parent.type !== nodes.code_block));
    const word = pick([...node.text.matchAll(/\w+/g)]);
    const mark = pick([marks.strong.create(), marks.em.create(), marks.code.create(), marks.strike.create(), marks.link.create({ href: "https://x.org/a(b)" })]);
    tr.addMark(at + word.index, at + word.index + word[0].length, mark);
  },
  delete_block(tr, { pick, found }) {
    const [node, at] = pick(found((_one, parent) => parent === tr.doc && parent.childCount > 1));
    tr.delete(at, at + node.nodeSize);
  },
  new_paragraph(tr, { pick, found }) {
    const [, at] = pick(found((_one, parent) => parent === tr.doc));
    tr.insert(at, nodes.paragraph.create(null, schema.text(`New paragraph with ${pick(WORDS)} inside.`)));
  },
  swap(tr, { pick, found }) {
    const [node, at] = pick(found((one, parent) => parent === tr.doc && one !== parent.lastChild));
    const next = tr.doc.nodeAt(at + node.nodeSize);
    tr.delete(at, at + node.nodeSize);
    tr.insert(at + next.nodeSize, node);
  },
  split(tr, { pick, below, found }) {
    const [node, at] = pick(found((one, parent) => parent === tr.doc && one.type === nodes.paragraph && one.content.size > 6));
    tr.split(at + 3 + below(node.content.size - 4));
  },
  new_item(tr, { pick, found }) {
    const [node, at] = pick(found((one) => one.type === nodes.list_item));
    tr.insert(at, nodes.list_item.create({ checked: node.attrs.checked }, nodes.paragraph.create(null, schema.text(`new item ${pick(WORDS)}`))));
  },
  delete_item(tr, { pick, found }) {
    const [node, at] = pick(found((one, parent) => one.type === nodes.list_item && parent.childCount > 1));
    tr.delete(at, at + node.nodeSize);
  },
  heading_level(tr, { pick, found }) {
    const [node, at] = pick(found((one) => one.type === nodes.heading));
    tr.setNodeMarkup(at, null, { ...node.attrs, level: (node.attrs.level % 4) + 1 });
  },
  new_row(tr, { pick, found }) {
    const [row, at] = pick(found((one) => one.type === nodes.table_row && one.firstChild.type === nodes.table_cell));
    tr.insert(at, nodes.table_row.create(null, row.children.map((cell) => cell.type.create(cell.attrs, schema.text(`cell ${pick(WORDS)}`)))));
  },
};

/**
 * The document after one edit; null where there is no place for one of this kind.
 * @param {import("prosemirror-model").Node} doc
 * @param {string} kind
 * @param {() => number} chance
 */
export function edited(doc, kind, chance) {
  const below = (most) => Math.floor(chance() * Math.max(most, 1));
  const pick = (all) => { if (!all.length) throw new NoPlace(); return all[below(all.length)]; };
  const found = (fits) => {
    const places = [];
    doc.descendants((node, at, parent) => { if (fits(node, parent)) places.push([node, at]); });
    return places;
  };
  const tr = new Transform(doc);
  try {
    EDITS[kind](tr, { pick, below, found });
    tr.doc.check();
  } catch (problem) {
    if (problem instanceof NoPlace || problem instanceof RangeError) return null;
    throw problem;
  }
  return tr.doc.eq(doc) ? null : tr.doc;
}

class NoPlace extends Error {}
