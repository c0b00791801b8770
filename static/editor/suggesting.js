// While `[[` is being typed, a list of the pages that could be meant stands below the caret. The keyboard stays in the text.

import { Plugin } from "prosemirror-state";

import { schema } from "./schema.js";

const OPENED = /(?<![![])\[\[([^[\]|\n]{0,80})$/;
const PAUSE = 120; // milliseconds

/**
 * @param {(text: string) => Promise<{ title: string, link: string, space: string }[]>} targets
 * @param {Record<string, string>} words
 */
export function suggesting(targets, words) {
  let list = null;
  return new Plugin({
    view: (view) => {
      list = new List(view, targets, words);
      return list;
    },
    props: {
      handleKeyDown: (_view, event) => list?.key(event) ?? false,
      handleDOMEvents: { blur: () => { list?.close(); return false; } },
    },
  });
}

class List {
  constructor(view, targets, words) {
    Object.assign(this, { view, targets, words, asked: null, timer: null, found: [], chosen: 0, left: null });
    this.dom = Object.assign(document.createElement("ul"), { className: "suggestions", id: "suggestions", role: "listbox", ariaLabel: words.targets, hidden: true });
    this.dom.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const at = [...this.dom.children].indexOf(event.target.closest("li"));
      if (at >= 0) { this.chosen = at; this.take(); }
    });
    (view.dom.closest(".editor-pane") ?? document.body).append(this.dom);
  }

  update(view, before) {
    if (before && before.doc.eq(view.state.doc) && before.selection.eq(view.state.selection)) return;
    const text = typed(view.state);
    if (text === null) { this.left = null; this.close(); return; }
    if (text === this.left || text === this.asked) return;
    this.asked = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(text), PAUSE);
  }

  async ask(text) {
    const found = await this.targets(text).catch(() => []);
    if (this.asked !== text || typed(this.view.state) !== text || !this.view.hasFocus()) return;
    const isKnown = found.some(({ title }) => title.toLowerCase() === text.trim().toLowerCase());
    this.found = text.trim() && !isKnown ? [...found, { title: text.trim(), link: text.trim(), isNew: true }] : found;
    this.chosen = 0;
    this.draw();
  }

  draw() {
    this.dom.replaceChildren(...this.found.map(({ title, space, isNew }, at) => {
      const item = Object.assign(document.createElement("li"), { role: "option", id: `suggestion-${at}`, textContent: isNew ? this.words.create.replace("{title}", () => title) : title });
      if (space) item.append(Object.assign(document.createElement("span"), { className: "muted", textContent: space }));
      item.ariaSelected = String(at === this.chosen);
      return item;
    }));
    this.dom.hidden = !this.found.length;
    const editable = this.view.dom;
    if (this.dom.hidden) { editable.removeAttribute("aria-activedescendant"); return; }
    editable.setAttribute("aria-activedescendant", `suggestion-${this.chosen}`);
    editable.setAttribute("aria-controls", "suggestions");
    this.place();
  }

  place() {
    const { left, bottom, top } = this.view.coordsAtPos(this.view.state.selection.from);
    const { offsetWidth: width, offsetHeight: height } = this.dom;
    const isBelow = bottom + height + 8 < innerHeight;
    this.dom.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    this.dom.style.top = `${isBelow ? bottom + 4 : Math.max(8, top - height - 4)}px`;
  }

  key(event) {
    if (this.dom.hidden || event.ctrlKey || event.altKey || event.metaKey) return false;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      this.chosen = (this.chosen + by + this.found.length) % this.found.length;
      this.draw();
      return true;
    }
    if (event.key === "Enter" || event.key === "Tab") { this.take(); return true; }
    if (event.key !== "Escape") return false;
    this.left = this.asked;
    this.close();
    return true;
  }

  take() {
    const { state } = this.view;
    const text = typed(state);
    const { link, title } = this.found[this.chosen] ?? {};
    const target = (link ?? "").replace(/[[\]\n|]/g, " ").trim();
    this.close();
    if (text === null || !target) return;
    const end = state.selection.from;
    const label = title === target ? "" : title.replace(/[[\]\n]/g, " ");
    this.view.dispatch(state.tr.replaceWith(end - text.length - 2, end, schema.nodes.wiki_link.create({ target, label })).scrollIntoView());
  }

  close() {
    clearTimeout(this.timer);
    this.asked = null;
    this.found = [];
    if (!this.dom.hidden) this.draw();
  }

  destroy() { this.dom.remove(); }
}

// What stands between `[[` and the caret; null where no link is begun.
function typed({ selection: { $from, empty } }) {
  const { parent, parentOffset } = $from;
  if (!empty || parent.type.spec.code || !parent.isTextblock) return null;
  return OPENED.exec(parent.textBetween(Math.max(0, parentOffset - 100), parentOffset, null, "\ufffc"))?.[1] ?? null;
}
