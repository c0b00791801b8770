// How some nodes are shown: task boxes that can be ticked, code with its language, and cards, which show what the server makes of
// their source and open it for editing.
//
// `screen` is what the page around offers: words, shown(source) → promise of a DocumentFragment, ask(…).

import { NodeSelection } from "prosemirror-state";

import { Code } from "./code.js";
import { Drawn, element } from "./drawn.js";
import { editBlock, isBlock } from "./formulas.js";
import { editNote, noteIn } from "./notes.js";
import { Picture } from "./pictures.js";
import { schema } from "./schema.js";

const { nodes } = schema;
const PAUSE = 300; // milliseconds after the last key

/** @returns {Record<string, import("prosemirror-view").NodeViewConstructor>} */
export const nodeViews = (screen) => ({
  list_item: (node, view, place) => new Item(node, view, place, screen.words),
  code_block: (node, view, place) => new Code(node, view, place, screen),
  card: (node, view, place) => new Card(node, view, place, screen),
  image: (node, view, place) => new Picture(node, view, place, screen),
  formula: (node, view, place) => new Drawn(node, view, place, screen, "math"),
});

class Item {
  constructor(node, view, place, words) {
    this.node = node;
    this.dom = element("li");
    if (node.attrs.checked === null) { this.contentDOM = this.dom; return; }
    this.dom.className = "task-list-item";
    this.box = element("input", { type: "checkbox", checked: node.attrs.checked, ariaLabel: words.done, contentEditable: "false" });
    this.box.addEventListener("change", () => {
      view.dispatch(view.state.tr.setNodeMarkup(place(), null, { ...this.node.attrs, checked: this.box.checked }));
    });
    this.contentDOM = element("div");
    this.dom.append(this.box, this.contentDOM);
  }

  update(node) {
    if (node.type !== nodes.list_item || (node.attrs.checked === null) !== !this.box) return false;
    this.node = node;
    if (this.box) this.box.checked = node.attrs.checked;
    return true;
  }

  stopEvent(event) { return event.target === this.box && event.type !== "keydown"; }

  ignoreMutation(mutation) { return Boolean(this.box) && !this.contentDOM.contains(mutation.target); }
}

const KINDS = { note: "note", comment: "comment", macro: "list", transclusion: "page", formula_block: "formula", dl: "definitions", details: "fold" };

class Card {
  constructor(node, view, place, screen) {
    Object.assign(this, { node, view, place, screen });
    const { words } = screen;
    this.label = element("span", { className: "card-kind", textContent: words[KINDS[node.attrs.kind]] ?? words.markdown });
    this.button = element("button", { type: "button", className: "btn link", textContent: this.invites });
    this.button.addEventListener("mousedown", (event) => { if (this.field) event.preventDefault(); }); // the field keeps the focus
    this.button.addEventListener("click", () => (this.field ? this.finish(true) : this.open()));
    this.body = element("div", { className: "card-body" });
    this.dom = element("div", { className: `card card-${node.attrs.kind}`, contentEditable: "false" }, element("div", { className: "card-head" }, this.label, this.button), this.body);
    this.draw();
  }

  draw() {
    const { source, kind } = this.node.attrs;
    this.body.replaceChildren(element("pre", {}, element("code", { textContent: source })));
    if (kind === "comment") return;
    const note = noteIn(this.node);
    this.screen.shown(note?.text ?? source).then((fragment) => {
      if (this.node.attrs.source !== source || this.field || isBlank(fragment)) return;
      this.body.replaceChildren(...(note ? [element("span", { className: "note-label", textContent: note.label })] : []), quiet(fragment));
    }).catch(() => { /* the source stays in sight */ });
  }

  // Notes and formulas are written in a dialog; of all else the source is opened.
  get invites() { return noteIn(this.node) || isBlock(this.node) ? this.screen.words.edit : this.screen.words.source; }

  open() {
    const note = noteIn(this.node);
    if (note) editNote(this.view, note.label, this.screen);
    else if (isBlock(this.node)) editBlock(this.view, this.place, this.node, this.screen);
    else this.edit();
  }

  edit() {
    this.field = element("textarea", { className: "card-source", value: this.node.attrs.source, ariaLabel: this.screen.words.source, spellcheck: false });
    this.field.rows = Math.min(Math.max(this.field.value.split("\n").length, 2), 16);
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.stopPropagation(); this.finish(true); } else if (event.key === "s" && (event.ctrlKey || event.metaKey)) this.finish(true);
    });
    this.field.addEventListener("blur", () => this.finish(false)); // so that no save, whatever asks for it, leaves it out
    const shown = element("div", { className: "card-shown" });
    let timer = null;
    this.field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => this.preview(shown), PAUSE); });
    this.body.replaceChildren(this.field, shown);
    this.preview(shown);
    this.button.textContent = this.screen.words.finish;
    this.field.focus();
  }

  // What the source is going to look like, below it.
  preview(place) {
    const source = this.field?.value;
    if (!source?.trim() || this.node.attrs.kind === "comment") return;
    this.screen.shown(source).then((fragment) => { if (this.field?.value === source) place.replaceChildren(quiet(fragment)); }).catch(() => { /* the former stays */ });
  }

  // The source may have become something else: it is read anew.
  finish(isBack) {
    if (!this.field) return;
    const source = this.field.value.replace(/\r\n?/g, "\n").trimEnd();
    this.field = null;
    this.button.textContent = this.invites;
    if (source === this.node.attrs.source) { this.draw(); if (isBack) this.view.focus(); return; }
    const blocks = source.trim() ? this.screen.read(source) : [];
    const at = this.place();
    const { tr } = this.view.state;
    this.view.dispatch(blocks.length ? tr.replaceWith(at, at + this.node.nodeSize, blocks) : tr.delete(at, at + this.node.nodeSize));
    if (isBack) this.view.focus();
  }

  update(node) {
    if (node.type !== nodes.card || node.attrs.kind !== this.node.attrs.kind) return false;
    const isNew = node.attrs.source !== this.node.attrs.source;
    this.node = node;
    if (isNew && !this.field) this.draw();
    return true;
  }

  selectNode() { this.dom.classList.add("ProseMirror-selectednode"); }

  deselectNode() { this.dom.classList.remove("ProseMirror-selectednode"); }

  stopEvent(event) { return this.body.contains(event.target) ? Boolean(this.field) : this.button === event.target; }

  ignoreMutation() { return true; }
}

const isBlank = (fragment) => !fragment.textContent.trim() && !fragment.querySelector("img, math, svg, [data-diagram]");

// Nothing in a card is used: its links and boxes do nothing, and the keyboard passes them.
function quiet(fragment) {
  for (const one of fragment.querySelectorAll("a, button, input, [tabindex]")) {
    one.removeAttribute("href");
    one.removeAttribute("tabindex");
    if ("disabled" in one) one.disabled = true;
  }
  for (const one of fragment.querySelectorAll("[data-controller], [id]")) { one.removeAttribute("data-controller"); one.removeAttribute("id"); }
  return fragment;
}

/** Whether the selection is one thing inside of a text that has a source of its own. */
export const selectedInline = ({ selection }) => (selection instanceof NodeSelection && selection.node.isInline ? selection.node : null);
