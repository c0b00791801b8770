// While something begins that can be chosen from a list (a link, a name, an emoji, a kind of block), the list stands beside the
// caret. The keyboard stays in the text. What is offered, and when, is said by kinds; one list serves them all.
//
// The pattern is that of the ARIA Authoring Practices for a listbox that a text field points into (aria-activedescendant).

import { Plugin } from "prosemirror-state";

const PAUSE = 120; // milliseconds until the server is asked
const GAP = 4; // pixels between the caret and the list
const EDGE = 8; // pixels between the list and the edge of what is in sight
const [WIDEST, HIGHEST] = [480, 416]; // pixels; nine rows that fingers hit

/**
 * @typedef {object} Entry
 * @property {string} title
 * @property {string} [hint] what tells it from others of that title
 * @property {Node | string} [face] a picture before the title
 */
/**
 * @typedef {object} Begun
 * @property {number} from where it begins in the document
 * @property {string} text what was typed of it
 */
/**
 * @typedef {object} Kind
 * @property {string} label what the list is called
 * @property {(state: import("prosemirror-state").EditorState) => Begun | null} begun
 * @property {(text: string) => Entry[] | Promise<Entry[]>} find
 * @property {(view: import("prosemirror-view").EditorView, entry: Entry, from: number, to: number) => void} take
 * @property {boolean} [isAsked] finding takes a request
 */

/**
 * @param {Kind[]} kinds the first that has begun counts
 * @param {{ suggested: string }} words `{number}` in it stands for how many there are
 * @param {(text: string) => void} say tells those who do not see the list
 */
export function suggesting(kinds, words, say) {
  let list = null;
  return new Plugin({
    view: (view) => {
      list = new List(view, kinds, words, say);
      return list;
    },
    props: {
      handleKeyDown: (_view, event) => list?.key(event) ?? false,
      handleDOMEvents: { blur: () => { list?.close(); return false; } },
    },
  });
}

/**
 * What stands between the beginning and the caret, as the pattern finds it; null where nothing has begun.
 * @param {RegExp} pattern its first group is the text; it ends with `$`
 * @param {number} [mark] how many characters stand before the text
 * @returns {(state: import("prosemirror-state").EditorState) => Begun | null}
 */
export const typed = (pattern, mark = 1) => ({ selection: { $from, empty } }) => {
  const { parent, parentOffset } = $from;
  if (!empty || !parent.isTextblock || parent.type.spec.code || $from.marks().some(({ type }) => type.spec.code)) return null;
  const text = pattern.exec(parent.textBetween(Math.max(0, parentOffset - 120), parentOffset, null, "\ufffc"))?.[1];
  return text === undefined ? null : { from: $from.pos - text.length - mark, text };
};

class List {
  constructor(view, kinds, words, say) {
    Object.assign(this, { view, kinds, words, say, kind: null, begun: null, left: null, timer: null, found: [], chosen: 0, isChosen: false });
    this.dom = Object.assign(document.createElement("ul"), { className: "suggestions", id: "suggestions", role: "listbox", tabIndex: 0, hidden: true }); // what scrolls can be reached
    this.dom.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const at = [...this.dom.children].indexOf(event.target.closest("li"));
      if (at >= 0) { this.chosen = at; this.take(); }
    });
    (view.dom.closest(".editor-pane") ?? document.body).append(this.dom);
    this.follow = () => { if (!this.dom.hidden) this.place(); };
    this.seen = globalThis.visualViewport ?? globalThis;
    for (const type of ["resize", "scroll"]) this.seen.addEventListener(type, this.follow);
    addEventListener("scroll", this.follow, true);
  }

  update(view, before) {
    if (before && before.doc.eq(view.state.doc) && before.selection.eq(view.state.selection)) return;
    const [kind, begun] = this.now();
    if (!begun) { this.left = null; this.close(); return; }
    if (this.left === begun.from) return; // Escape: not again here
    if (this.kind === kind && this.begun?.text === begun.text && this.begun.from === begun.from) return;
    if (this.kind !== kind) this.close();
    Object.assign(this, { kind, begun, isChosen: false });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(kind, begun), kind.isAsked ? PAUSE : 0);
  }

  now() {
    for (const kind of this.kinds) {
      const begun = kind.begun(this.view.state);
      if (begun) return [kind, begun];
    }
    return [null, null];
  }

  async ask(kind, begun) {
    let found = [];
    try { found = await kind.find(begun.text); } catch (problem) { console.warn(problem); }
    if (this.begun !== begun || !this.view.hasFocus()) return;
    const isNew = this.dom.hidden || found.length !== this.found.length;
    // An answer may come behind an arrow key: what was chosen stays so while it is offered.
    const before = this.isChosen ? this.found[this.chosen]?.title : undefined;
    Object.assign(this, { found, chosen: Math.max(0, found.findIndex(({ title }) => title === before)) });
    this.draw();
    if (isNew && found.length) this.say(this.words.suggested.replace("{number}", found.length));
  }

  draw() {
    this.dom.ariaLabel = this.kind?.label ?? "";
    this.dom.replaceChildren(...this.found.map(({ title, hint, face }, at) => {
      const item = Object.assign(document.createElement("li"), { role: "option", id: `suggestion-${at}` });
      if (face) item.append(part("suggestion-face", typeof face === "string" ? face : face.cloneNode(true)));
      item.append(part("suggestion-title", title));
      if (hint) item.append(part("muted", hint));
      item.querySelector(".suggestion-face")?.setAttribute("aria-hidden", "true");
      return item;
    }));
    this.dom.hidden = !this.found.length;
    const text = this.view.dom;
    if (this.dom.hidden) { text.removeAttribute("aria-activedescendant"); text.removeAttribute("aria-controls"); return; }
    text.setAttribute("aria-controls", "suggestions");
    this.place();
    this.mark();
  }

  // Which one is chosen.
  mark() {
    [...this.dom.children].forEach((item, at) => { item.ariaSelected = String(at === this.chosen); });
    this.view.dom.setAttribute("aria-activedescendant", `suggestion-${this.chosen}`);
    this.dom.children[this.chosen].scrollIntoView({ block: "nearest" });
  }

  // Below the caret, or above it where there is more room; inside of what a virtual keyboard leaves in sight.
  place() {
    const { offsetLeft: x = 0, offsetTop: y = 0, width = innerWidth, height = innerHeight } = globalThis.visualViewport ?? {};
    const caret = this.view.coordsAtPos(Math.min(this.begun.from, this.view.state.doc.content.size));
    const { style } = this.dom;
    const below = y + height - caret.bottom - GAP - EDGE;
    const above = caret.top - y - GAP - EDGE;
    style.maxWidth = `${Math.min(WIDEST, width - 2 * EDGE)}px`;
    style.maxHeight = `${HIGHEST}px`;
    const wanted = this.dom.offsetHeight;
    const isBelow = wanted <= below || below >= above;
    style.maxHeight = `${Math.max(Math.min(HIGHEST, isBelow ? below : above), 88)}px`;
    const { offsetWidth, offsetHeight } = this.dom;
    style.left = `${Math.max(x + EDGE, Math.min(caret.left, x + width - offsetWidth - EDGE))}px`;
    style.top = `${Math.max(y + EDGE, isBelow ? caret.bottom + GAP : caret.top - offsetHeight - GAP)}px`;
  }

  key(event) {
    if (this.dom.hidden || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      this.chosen = (this.chosen + by + this.found.length) % this.found.length;
      this.isChosen = true;
      this.mark();
      return true;
    }
    if (event.key === "Enter" || event.key === "Tab") { this.take(); return true; }
    if (event.key !== "Escape") return false;
    event.stopPropagation();
    this.left = this.begun.from;
    this.close();
    return true;
  }

  take() {
    const { kind, begun } = this;
    const entry = this.found[this.chosen];
    this.close();
    if (entry && begun) kind.take(this.view, entry, begun.from, this.view.state.selection.from);
  }

  close() {
    clearTimeout(this.timer);
    Object.assign(this, { kind: null, begun: null, found: [] });
    if (!this.dom.hidden) this.draw();
  }

  destroy() {
    clearTimeout(this.timer);
    for (const type of ["resize", "scroll"]) this.seen.removeEventListener(type, this.follow);
    removeEventListener("scroll", this.follow, true);
    this.dom.remove();
  }
}

function part(className, ...content) {
  const made = Object.assign(document.createElement("span"), { className });
  made.append(...content);
  return made;
}
