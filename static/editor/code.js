// Blocks of code: their language, their drawing where they are a diagram, and the keys in them.

import { element } from "./drawn.js";
import { schema } from "./schema.js";

const { nodes } = schema;
const PAUSE = 600; // milliseconds after the last key until a diagram is drawn
const DIAGRAM = /^\{?\.?mermaid\b/i;

export class Code {
  constructor(node, view, place, screen) {
    Object.assign(this, { node, view, place, screen });
    const { words } = screen;
    this.field = element("input", { className: "code-language", value: node.attrs.info, placeholder: words.language, ariaLabel: words.language, autocomplete: "off", spellcheck: false, size: 12 });
    this.field.setAttribute("list", "code-languages");
    this.field.addEventListener("input", () => {
      view.dispatch(view.state.tr.setNodeMarkup(place(), null, { ...this.node.attrs, info: this.field.value.replace(/[\n\r`]/g, "").trim() }));
    });
    this.field.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); view.focus(); } });
    this.contentDOM = element("code", { spellcheck: false });
    this.drawing = element("div", { className: "code-drawing", contentEditable: "false" });
    this.dom = element("div", { className: "code-block" }, element("div", { className: "code-head", contentEditable: "false" }, this.field), element("pre", {}, this.contentDOM), this.drawing);
    this.draw();
  }

  // A diagram stands below its text, in the same frame as on the page.
  draw() {
    const isDiagram = DIAGRAM.test(this.node.attrs.info) && this.node.textContent.trim() !== "";
    if (!isDiagram) { this.drawing.replaceChildren(); this.drawn = null; return; }
    if (this.drawn === this.node.textContent) return;
    this.drawn = this.node.textContent;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { if (this.drawing.isConnected) this.screen.diagram(this.drawing, this.drawn); }, this.drawing.firstChild ? PAUSE : 0);
  }

  update(node) {
    if (node.type !== nodes.code_block) return false;
    this.node = node;
    if (document.activeElement !== this.field) this.field.value = node.attrs.info;
    this.draw();
    return true;
  }

  destroy() { clearTimeout(this.timer); }

  stopEvent(event) { return event.target === this.field || this.drawing.contains(event.target); }

  ignoreMutation(mutation) { return !this.contentDOM.contains(mutation.target); }
}

const codeAt = ({ selection: { $from, $to } }) => ($from.parent.type === nodes.code_block && $from.sameParent($to) ? $from : null);

// One step further in, as the block does it already.
const unitOf = (text) => /^(?:\t| {2,8})(?=\S)/m.exec(text)?.[0] ?? "  ";

/** The lines of code that the selection touches move by one step. @returns {import("prosemirror-state").Command} */
export const indented = (isIn) => (state, dispatch) => {
  const $from = codeAt(state);
  if (!$from) return false;
  if (!dispatch) return true;
  const text = $from.parent.textContent;
  const unit = unitOf(text);
  const { tr, selection: { from, to, empty } } = state;
  const start = $from.start();
  if (isIn && empty) { dispatch(tr.insertText(unit).scrollIntoView()); return true; }
  const begins = [];
  for (let at = text.lastIndexOf("\n", from - start - 1) + 1; at >= 0 && (at < to - start || !begins.length);) {
    begins.push(at);
    const next = text.indexOf("\n", at);
    at = next < 0 ? -1 : next + 1;
  }
  for (const at of begins.reverse()) {
    const step = /^(?:\t| +)/.exec(text.slice(at))?.[0].slice(0, unit.length) ?? "";
    if (isIn) tr.insertText(unit, start + at);
    else if (step) tr.delete(start + at, start + at + step.length);
  }
  dispatch(tr.scrollIntoView());
  return true;
};

/** A new line of code begins where the last one did. @type {import("prosemirror-state").Command} */
export const newLine = (state, dispatch) => {
  const $from = codeAt(state);
  if (!$from) return false;
  const before = $from.parent.textContent.slice(0, $from.parentOffset);
  if (dispatch) dispatch(state.tr.insertText(`\n${/(?:^|\n)([ \t]*)[^\n]*$/.exec(before)[1]}`).scrollIntoView());
  return true;
};
