// `/` at the start of an empty paragraph: everything that a page can consist of, by its name in both languages.

import { Plugin, Selection, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { COMMANDS } from "./commands.js";
import { body } from "./parse.js";
import { schema } from "./schema.js";
import { typed } from "./suggesting.js";

const { nodes } = schema;
const begun = typed(/^\/([\p{L}\p{N}][\p{L}\p{N} -]{0,30}|)$/u);

/**
 * @typedef {object} Block what the menu offers
 * @property {string} title
 * @property {string} terms further words by which it is found
 * @property {string} [act] a command of the editor or an act of the page around, …
 * @property {string} [markdown] … or what is put in, …
 * @property {string} [text] … or what is typed
 */

/**
 * @param {Block[]} blocks
 * @param {Record<string, string>} words
 * @param {(name: string) => boolean} act does what the page around can do; whether it could
 * @returns {import("./suggesting.js").Kind}
 */
export const slashMenu = (blocks, words, act) => ({
  label: words.blocks,
  begun(state) {
    const { $from } = state.selection;
    const isAlone = $from.parent.type === nodes.paragraph && $from.parentOffset === $from.parent.content.size;
    return isAlone ? begun(state) : null;
  },
  find: (text) => matching(blocks, text),
  take(view, block, from, to) {
    view.dispatch(view.state.tr.delete(from, to));
    if (block.text) view.dispatch(view.state.tr.insertText(block.text));
    if (block.act && !act(block.act)) COMMANDS[block.act]?.(view.state, view.dispatch, view);
    if (block.markdown) put(view, block.markdown);
  },
});

/** Says in an empty text what can be done. @param {Record<string, string>} words */
export const hint = (words) => new Plugin({ props: {
  decorations({ doc }) {
    const isEmpty = doc.childCount === 1 && doc.firstChild.type === nodes.paragraph && !doc.firstChild.content.size;
    return isEmpty ? DecorationSet.create(doc, [Decoration.node(0, doc.content.size, { class: "hinted", "data-hint": words.hint })]) : null;
  },
} });

/**
 * The blocks with a word that begins as the text does, those with a name that does so first.
 * @template {{ title: string, terms: string }} T
 * @param {T[]} blocks @param {string} text @returns {T[]}
 */
export function matching(blocks, text) {
  const wanted = folded(text).split(" ").filter(Boolean);
  const begins = (all) => wanted.every((one) => folded(all).split(/[\s/-]+/).some((word) => word.startsWith(one)));
  const named = blocks.filter(({ title }) => begins(title));
  return [...named, ...blocks.filter((block) => !named.includes(block) && begins(`${block.title} ${block.terms}`))];
}

// Also "ueberschrift" finds "Überschrift", and "uberschrift".
function folded(text) {
  const plain = text.toLowerCase().replaceAll("ß", "ss").normalize("NFD").replace(/\p{M}/gu, "");
  return plain.replace(/([aou])e/g, "$1");
}

// In the place of the empty paragraph. The caret goes to the first text in it, else behind it.
function put(view, markdown) {
  const { state } = view;
  const { $from } = state.selection;
  const made = body(markdown).blocks.map(({ node }) => node);
  const isLast = $from.indexAfter(-1) === $from.node(-1).childCount;
  if (isLast) made.push(nodes.paragraph.create());
  const [start, end] = [$from.before(), $from.after()];
  const index = $from.index(-1);
  if (!made.length || !$from.node(-1).canReplaceWith(index, index + 1, made[0].type)) return;
  const tr = state.tr.replaceWith(start, end, made);
  const inside = made[0].isAtom ? Selection.near(tr.doc.resolve(start + made[0].nodeSize)) : TextSelection.near(tr.doc.resolve(start + 1));
  view.dispatch(tr.setSelection(inside).scrollIntoView());
}
