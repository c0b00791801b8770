// The Markdown editor in the place of the plain field, for who writes in Markdown. The field stays the one truth and is what is
// there when the bundle is not.

import { applied } from "./markdown.js";

const TOO = ["undo", "redo", "find"]; // tools of the visual editor that are here as well

export class RawMode {
  // editor: { changed() after the field has the text, texts() that led to the present one }
  constructor(form, source, editor) {
    Object.assign(this, { form, source, editor, raw: null, isShown: false, isWanted: false });
    this.place = form.querySelector(".editor-raw");
  }

  // True when it stands there. Whoever chose the plain field keeps it.
  async enter() {
    if (this.form.dataset.writes === "plain") return false;
    this.isWanted = true;
    try {
      const { Raw } = await import("../../dist/raw.js");
      if (!this.isWanted) return false;
      if (this.raw) this.raw.show(this.source.value);
      else this.raw = new Raw(this.place, this.editor.texts(), this.screen());
    } catch (problem) {
      console.warn(problem);
      this.tools().forEach((tool) => { tool.hidden = true; });
      return false;
    }
    this.show(true);
    return true;
  }

  leave() {
    this.isWanted = false;
    this.show(false);
  }

  show(isShown) {
    const hadFocus = document.activeElement === this.source;
    const [start, end] = [this.source.selectionStart, this.source.selectionEnd];
    this.isShown = isShown;
    this.place.hidden = !isShown;
    if (!isShown) return;
    for (const tool of this.tools()) tool.hidden = false;
    this.source.hidden = true;
    if (hadFocus) { this.raw.select(start, end); this.raw.focus(); }
  }

  // Whether it will have this tool, though the visual editor has it too.
  has(tool) { return this.form.dataset.writes !== "plain" && TOO.includes(tool); }

  tools() { return [...this.form.querySelectorAll("[data-tool]")].filter(({ dataset }) => TOO.includes(dataset.tool)); }

  screen() {
    const { label, phrases } = this.place.dataset;
    return {
      words: { label, phrases: JSON.parse(phrases) },
      changed: (text) => {
        if (!this.raw || this.source.value === text) return;
        this.source.value = text;
        this.editor.changed();
      },
      use: (tool) => this.use(tool),
    };
  }

  // Another text stands in the field now.
  read() { if (this.isShown) this.raw.show(this.source.value); }

  use(tool) {
    if (TOO.includes(tool)) this.raw.run(tool);
    else this.raw.change(applied(tool, this.raw.text, ...this.raw.selection, this.form.dataset));
  }
}
