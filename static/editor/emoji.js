// `:` and the beginning of a name: emoji by the names that the dialect knows. The name is what is written, so that the text
// stays readable; the list is asked for when it is first needed.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { typed } from "./suggesting.js";

const MOST = 12;
const PAUSE = 300; // milliseconds after a change until it is looked at for names
const NAME = /(?<![\p{L}\p{N}_:/]):([\p{L}\p{N}_+’().,&!-]{1,80}):(?![\p{L}\p{N}_:/])/gu; // as wiki/render/emojis.py
const shown = new PluginKey("emoji");

/** Asks once, again after a failure. @template T @param {() => Promise<T>} ask */
export function once(ask) {
  let asked = null;
  return () => (asked ??= ask().catch((problem) => { asked = null; throw problem; }));
}

/**
 * @param {() => Promise<string[][]>} emojis lists of a character and its names
 * @param {Record<string, string>} words
 * @returns {import("./suggesting.js").Kind}
 */
export const emojiKind = (emojis, words) => ({
  label: words.emoji,
  begun: typed(/(?<![\p{L}\p{N}_:/]):([\p{L}\p{N}_+-]{2,40})$/u),
  find: async (text) => named(await emojis(), text).map(({ character, name }) => ({ title: name, face: character })),
  take: (view, { title }, from, to) => view.dispatch(view.state.tr.insertText(`:${title}:`, from, to).scrollIntoView()),
});

/**
 * Shows the character in the place of a name, unless the caret stands in it. The list is asked for when the text holds a name.
 * @param {() => Promise<string[][]>} emojis
 */
export const emojiShown = (emojis) => new Plugin({
  key: shown,
  state: {
    init: () => ({ known: null, marks: DecorationSet.empty }),
    apply(tr, { known, marks }, _before, state) {
      const now = tr.getMeta(shown);
      if (now) return { known: now, marks: DecorationSet.create(state.doc, marksOf(state.doc, 0, state.doc.content.size, now)) };
      if (!tr.docChanged || !known) return { known, marks };
      const [from, to] = changed(tr);
      const kept = marks.map(tr.mapping, tr.doc);
      return { known, marks: kept.remove(kept.find(from, to)).add(tr.doc, marksOf(tr.doc, from, to, known)) };
    },
  },
  props: {
    decorations(state) {
      const { from, to } = state.selection;
      const { marks } = shown.getState(state);
      return marks.remove(marks.find(from, to).filter((one) => one.from < to && from < one.to));
    },
  },
  view: (view) => {
    const ask = async () => {
      if (shown.getState(view.state).known || !holdsName(view.state.doc)) return;
      const names = new Map((await emojis()).flatMap(([character, ...all]) => all.map((name) => [name, character])));
      if (!view.isDestroyed && !shown.getState(view.state).known) view.dispatch(view.state.tr.setMeta(shown, names).setMeta("addToHistory", false));
    };
    const begin = () => { ask().catch((problem) => console.warn(problem)); };
    let timer = null;
    begin();
    return {
      update(_view, before) {
        if (before.doc === view.state.doc || shown.getState(view.state).known) return;
        clearTimeout(timer);
        timer = setTimeout(begin, PAUSE);
      },
      destroy() { clearTimeout(timer); },
    };
  },
});

// Whole texts between the first and the last that a change touched.
function changed({ doc, mapping }) {
  let [from, to] = [doc.content.size, 0];
  mapping.maps.forEach((map, index) => map.forEach((_start, _end, start, end) => {
    const rest = mapping.slice(index + 1);
    from = Math.min(from, rest.map(start, -1));
    to = Math.max(to, rest.map(end, 1));
  }));
  const first = doc.resolve(Math.min(from, to));
  const last = doc.resolve(Math.max(from, to));
  return [first.parent.isTextblock ? first.start() : first.pos, last.parent.isTextblock ? last.end() : last.pos];
}

function marksOf(doc, from, to, names) {
  const found = [];
  eachName(doc, from, to, (name, at, length) => {
    const character = names.get(name.toLowerCase());
    if (character) found.push(Decoration.inline(at, at + length, { class: "emoji-name", "data-character": character }));
  });
  return found;
}

function holdsName(doc) {
  let isFound = false;
  eachName(doc, 0, doc.content.size, () => { isFound = true; });
  return isFound;
}

function eachName(doc, from, to, act) {
  doc.nodesBetween(from, to, (node, at) => {
    if (!node.isText || !node.text.includes(":") || node.marks.some(({ type }) => type.spec.code)) return !node.type.spec.code;
    for (const { index, 0: match, 1: name } of node.text.matchAll(NAME)) act(name, at + index, match.length);
    return false;
  });
}

/**
 * Those with a name that begins so, short names first, then those with such a word in a name. Each stands there once.
 * @param {string[][]} emojis @param {string} text
 */
export function named(emojis, text) {
  const wanted = text.toLowerCase();
  const found = [];
  for (const [character, ...names] of emojis) {
    const name = names.find((one) => one.startsWith(wanted)) ?? names.find((one) => one.includes(`_${wanted}`));
    if (name) found.push({ character, name, rank: name.startsWith(wanted) ? name.length : 1000 + name.length });
  }
  return found.sort((one, other) => one.rank - other.rank).slice(0, MOST);
}
