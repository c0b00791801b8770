// What a text amounts to, in a line below it, and its headings in a menu from which one goes there.

import { Plugin, TextSelection } from "prosemirror-state";

import { schema } from "./schema.js";

const { nodes } = schema;
const PER_MINUTE = 200; // words that people read
const PAUSE = 400; // milliseconds after the last change
const WORD = /[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu;

/** What is read of a document: words, characters, whole minutes. What stands in cards does not count. */
export function counts(doc) {
  const text = doc.textBetween(0, doc.content.size, "\n", (leaf) => (leaf.type === nodes.wiki_link ? leaf.attrs.label || leaf.attrs.target : leaf.type === nodes.hard_break ? "\n" : ""));
  const words = text.match(WORD)?.length ?? 0;
  return { words, characters: text.replace(/[\n\udc00-\udfff]/g, "").length, minutes: Math.ceil(words / PER_MINUTE) };
}

/** The headings in their order: { level, text, at }; `depth` counts from the highest that there is. */
export function headings(doc) {
  const found = [];
  doc.descendants((node, at) => {
    if (node.type === nodes.heading && node.content.size) found.push({ level: node.attrs.level, text: node.textBetween(0, node.content.size, " ", (leaf) => leaf.attrs.label || leaf.attrs.target || ""), at });
    return !node.isTextblock;
  });
  const highest = Math.min(...found.map(({ level }) => level));
  return found.map((one) => ({ ...one, depth: one.level - highest }));
}

/**
 * @param {{ line: HTMLElement, menu: HTMLDetailsElement, language: string }} place the line has its sentence in `data-counts`
 */
export const overview = ({ line, menu, language }) => new Plugin({
  view(view) {
    const number = new Intl.NumberFormat(language);
    const list = menu.querySelector("ul");
    const nothing = list.firstElementChild;
    let timer = null;
    const count = () => {
      const found = counts(view.state.doc);
      line.textContent = Object.entries(found).reduce((text, [name, value]) => text.replace(`{${name}}`, number.format(value)), line.dataset.counts);
    };
    const fill = () => {
      if (!menu.open) return;
      const { doc, selection } = view.state;
      const found = headings(doc);
      const now = found.findLast(({ at }) => at < selection.from);
      const items = found.map((heading) => item(heading, heading === now, () => { menu.open = false; go(view, heading.at); }));
      list.replaceChildren(...(items.length ? items : [nothing]));
    };
    menu.addEventListener("toggle", fill);
    count();
    return {
      update(_view, before) {
        if (before.doc === view.state.doc) return;
        clearTimeout(timer);
        timer = setTimeout(count, PAUSE);
      },
      destroy() { clearTimeout(timer); menu.removeEventListener("toggle", fill); },
    };
  },
});

function item({ text, depth }, isNow, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  button.dataset.depth = depth;
  if (isNow) button.setAttribute("aria-current", "true");
  button.addEventListener("click", act);
  const made = document.createElement("li");
  made.append(button);
  return made;
}

function go(view, at) {
  view.focus();
  view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at + 1))));
  view.nodeDOM(at)?.scrollIntoView({ block: "start" });
}
