// `:` and the beginning of a name: emoji by the names that the dialect knows. The name is what is written, so that the text
// stays readable; the list is asked for when it is first needed.

import { typed } from "./suggesting.js";

const MOST = 12;

/**
 * @param {() => Promise<string[][]>} emojis lists of a character and its names
 * @param {Record<string, string>} words
 * @returns {import("./suggesting.js").Kind}
 */
export function emojiKind(emojis, words) {
  let known = null;
  return {
    label: words.emoji,
    begun: typed(/(?<![\p{L}\p{N}_:/]):([\p{L}\p{N}_+-]{2,40})$/u),
    async find(text) {
      known ??= emojis().catch((problem) => { known = null; throw problem; });
      return named(await known, text).map(({ character, name }) => ({ title: name, face: character, name }));
    },
    take: (view, { name }, from, to) => view.dispatch(view.state.tr.insertText(`:${name}:`, from, to).scrollIntoView()),
  };
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
