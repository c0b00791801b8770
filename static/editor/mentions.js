// `@`: people and groups that may read the page. A mention is a link to the person or the group (ADR 0028).

import { schema } from "./schema.js";
import { typed } from "./suggesting.js";

/**
 * @param {(text: string) => Promise<{ name: string, href: string, account: string }[]>} mentions
 * @param {Record<string, string>} words
 * @returns {import("./suggesting.js").Kind}
 */
export function mentionKind(mentions, words) {
  let strange = null; // a text that is nobody's name: whoever goes on with it is not asked for
  return {
    label: words.mentions,
    isAsked: true,
    begun: typed(/(?<![\p{L}\p{N}_@/.+=-])@((?:[\p{L}\p{N}][\p{L}\p{N} .'’-]{0,40})?)$/u),
    async find(text) {
      if (strange !== null && text.startsWith(strange)) return [];
      const found = await mentions(text.trim());
      strange = found.length || !text ? null : text;
      return found.map(({ name, href, account }) => ({ title: name, hint: href.startsWith("/groups/") ? words.group : account, href }));
    },
    take(view, { title, href }, from, to) {
      const name = schema.text(`@${title}`, [schema.marks.link.create({ href })]);
      view.dispatch(view.state.tr.replaceWith(from, to, name).removeStoredMark(schema.marks.link).scrollIntoView());
    },
  };
}
