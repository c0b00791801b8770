// `[[`: the pages whose title holds what is being typed, and a page that is still to be written.

import { schema } from "./schema.js";
import { typed } from "./suggesting.js";

const plain = (text) => text.replace(/[[\]\n|]/g, " ").trim();

/**
 * @param {(text: string) => Promise<{ title: string, link: string, space: string }[]>} targets
 * @param {Record<string, string>} words
 * @returns {import("./suggesting.js").Kind}
 */
export const pageLinks = (targets, words) => ({
  label: words.targets,
  isAsked: true,
  begun: typed(/(?<![![])\[\[([^[\]|\n]{0,80})$/, 2),
  async find(text) {
    const found = (await targets(text)).map((page) => ({ ...page, hint: page.space }));
    const title = text.trim();
    const isKnown = !title || found.some((page) => page.title.toLowerCase() === title.toLowerCase());
    return isKnown ? found : [...found, { title: words.create.replace("{title}", () => title), link: title }];
  },
  take(view, { title, link, space }, from, to) {
    const target = plain(link);
    if (!target) return;
    const label = space === undefined || title === target ? "" : title.replace(/[[\]\n]/g, " ");
    view.dispatch(view.state.tr.replaceWith(from, to, schema.nodes.wiki_link.create({ target, label })).scrollIntoView());
  },
});
