// Find and replace in the visual editor. A part: loaded when somebody first asks for it.
//
// It looks in each text for itself, so nothing is found across paragraphs or cells. What stands for another thing as a whole
// (a link to a page, a card) is found by what is seen of it; in a link to a page the label is replaced, in a card nothing.

import { Decoration, DecorationSet, Plugin, PluginKey, TextSelection, closeHistory, schema } from "./main.js";

const { nodes, marks } = schema;
const LEAF = "\ufffc";
const MOST_MARKED = 500; // before and behind the present place; all are counted
const found = new PluginKey("found");

/**
 * @typedef {{ text: string, isCase: boolean, isWord: boolean }} Wanted
 * @typedef {{ from: number, to: number, node?: import("prosemirror-model").Node }} Hit `node` where it is found in a whole thing
 */

/** @param {Wanted} wanted @returns {RegExp | null} null for no text */
export function pattern({ text, isCase, isWord }) {
  if (!text) return null;
  const plain = text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replace(/\\-/g, "\\x2d").replace(/\s+/g, "\\s+");
  const whole = isWord ? `(?<![\\p{L}\\p{N}_])${plain}(?![\\p{L}\\p{N}_])` : plain;
  return new RegExp(whole, isCase ? "gu" : "giu");
}

/** @param {import("prosemirror-model").Node} doc @param {Wanted} wanted @returns {Hit[]} in their order */
export function hits(doc, wanted) {
  const expression = pattern(wanted);
  const all = [];
  if (expression) {
    doc.descendants((node, at) => {
      if (node.isTextblock) {
        const text = node.textBetween(0, node.content.size, null, LEAF);
        for (const { index, 0: match } of text.matchAll(expression)) {
          if (match && !match.includes(LEAF)) all.push({ from: at + 1 + index, to: at + 1 + index + match.length });
        }
      }
      const seen = seenOf(node);
      if (seen && seen.search(expression) >= 0) all.push({ from: at, to: at + node.nodeSize, node });
      return true;
    });
  }
  return all.sort((one, other) => one.from - other.from);
}

function seenOf(node) {
  if (node.type === nodes.wiki_link) return node.attrs.label || node.attrs.target;
  return node.isAtom && typeof node.attrs.source === "string" ? node.attrs.source : "";
}

/**
 * Replaces these; returns how many could be. Links to pages get another label.
 * @param {import("prosemirror-transform").Transform} tr @param {Hit[]} some @param {Wanted} wanted @param {string} by
 */
export function replace(tr, some, wanted, by) {
  let count = 0;
  for (const { from, to, node } of [...some].reverse()) {
    if (node && node.type !== nodes.wiki_link) continue;
    if (node) tr.setNodeAttribute(from, "label", seenOf(node).replace(pattern(wanted), () => by).replace(/[[\]\n]/g, " ").trim());
    else if (by) tr.replaceWith(from, to, schema.text(by, marks.soft.removeFromSet(tr.doc.nodeAt(from).marks)));
    else tr.delete(from, to);
    count += 1;
  }
  return count;
}

const NOTHING = { wanted: null, all: [], at: -1, marks: DecorationSet.empty };

const plugin = () => new Plugin({
  key: found,
  state: {
    init: () => NOTHING,
    apply(tr, before) {
      const asked = tr.getMeta(found);
      if (!asked && (!tr.docChanged || !before.wanted)) return before;
      const now = { ...before, ...asked };
      if (!now.wanted) return NOTHING;
      const all = asked?.wanted || tr.docChanged ? hits(tr.doc, now.wanted) : now.all;
      // After a change the same place is meant, or the next one.
      const kept = tr.docChanged && before.all[before.at] ? tr.mapping.map(before.all[before.at].from) : now.from;
      const wish = asked?.at ?? (kept === undefined ? now.at : all.findIndex(({ from }) => from >= kept));
      const at = all.length ? Math.max(0, Math.min(wish, all.length - 1)) : -1;
      return { wanted: now.wanted, all, at, marks: marked(tr.doc, all, at) };
    },
  },
  props: { decorations: (state) => found.getState(state).marks },
});

function marked(doc, all, now) {
  const near = all.slice(Math.max(0, now - MOST_MARKED), now + MOST_MARKED);
  return DecorationSet.create(doc, near.map((hit) => {
    const look = { class: hit === all[now] ? "found found-now" : "found" };
    return hit.node ? Decoration.node(hit.from, hit.to, look) : Decoration.inline(hit.from, hit.to, look);
  }));
}

export class Finding {
  /** @param {import("prosemirror-view").EditorView} view @param {HTMLElement} bar @param {(text: string) => void} say */
  constructor(view, bar, say) {
    Object.assign(this, { view, bar, say, words: bar.dataset });
    this.field = bar.querySelector("[data-find-text]");
    this.by = bar.querySelector("[data-find-by]");
    this.count = bar.querySelector("output");
    view.updateState(view.state.reconfigure({ plugins: [...view.state.plugins, plugin()] }));
    this.field.addEventListener("input", () => this.look());
    for (const button of bar.querySelectorAll("[data-find]")) button.addEventListener("click", () => this.press(button));
    bar.addEventListener("keydown", (event) => this.key(event));
  }

  open() {
    const { selection, doc } = this.view.state;
    const marked = selection instanceof TextSelection && selection.$from.sameParent(selection.$to) ? doc.textBetween(selection.from, selection.to) : "";
    if (marked) this.field.value = marked;
    this.bar.hidden = false;
    this.field.focus();
    this.field.select();
    this.look(selection.from);
  }

  // Where something was found, the caret stands there afterwards.
  close() {
    const { all, at } = found.getState(this.view.state);
    const { tr } = this.view.state;
    if (all[at] && !all[at].node) tr.setSelection(TextSelection.create(tr.doc, all[at].from, all[at].to));
    this.view.dispatch(tr.setMeta(found, { wanted: null }));
    this.bar.hidden = true;
    this.view.focus();
  }

  look(from) {
    const { all, at } = found.getState(this.view.state);
    this.ask({ wanted: this.wanted(), from: from ?? all[at]?.from ?? this.view.state.selection.from });
  }

  wanted() {
    const isOn = (name) => this.bar.querySelector(`[data-find="${name}"]`).ariaPressed === "true";
    return { text: this.field.value, isCase: isOn("case"), isWord: isOn("word") };
  }

  ask(meta) {
    this.view.dispatch(this.view.state.tr.setMeta(found, meta));
    this.tell();
  }

  tell() {
    const { all, at } = found.getState(this.view.state);
    const { count, none } = this.words;
    this.count.textContent = all.length ? count.replace("{number}", at + 1).replace("{all}", all.length) : this.field.value ? none : "";
    this.view.dom.querySelector(".found-now")?.scrollIntoView({ block: "nearest" });
    for (const name of ["previous", "next", "one", "all"]) this.bar.querySelector(`[data-find="${name}"]`).disabled = !all.length;
  }

  press(button) {
    const name = button.dataset.find;
    if (name === "close") this.close();
    else if (name === "next" || name === "previous") this.step(name === "next" ? 1 : -1);
    else if (name === "one" || name === "all") this.replace(name === "all");
    else {
      button.ariaPressed = String(button.ariaPressed !== "true");
      this.look();
    }
  }

  step(by) {
    const { all, at } = found.getState(this.view.state);
    if (all.length) this.ask({ at: (at + by + all.length) % all.length });
  }

  replace(isAll) {
    const { all, at, wanted } = found.getState(this.view.state);
    const some = isAll ? all : all.slice(at, at + 1);
    const tr = closeHistory(this.view.state.tr); // one step back undoes it, and nothing else
    const count = replace(tr, some, wanted, this.by.value);
    if (!count) { this.step(1); return; }
    this.view.dispatch(tr);
    this.view.dispatch(closeHistory(this.view.state.tr));
    if (!isAll) this.ask({ from: tr.mapping.map(some[0].to), wanted });
    this.tell();
    if (isAll) this.count.textContent = this.words.replaced.replace("{number}", count);
    this.say(this.count.textContent);
  }

  key(event) {
    if (event.isComposing) return;
    const isField = event.target === this.field || event.target === this.by;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.field) this.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && isField) this.replace(event.ctrlKey || event.metaKey);
    else if (event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey)) this.field.select();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
