// The preview beside the text or in its place, drawn by the server with the page's own code, a moment after the last key.

import { fragment } from "../html.js";
import { showHeld } from "./held_pictures.js";

const PAUSE = 500; // milliseconds
const VIEW = "werkbuch.editor-view";

export class Preview {
  constructor(form, fields) {
    Object.assign(this, { form, fields, timer: null, running: false, wanted: false });
    this.panes = form.querySelector(".editor-panes");
    this.source = form.querySelector(".editor-pane");
    this.shown = form.querySelector(".editor-preview");
    this.buttons = [...form.querySelectorAll("[data-view]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.show(button.dataset.view, true));
    this.show(remembered() ?? "source");
  }

  show(view, isChosen = false) {
    this.panes.classList.toggle("both", view === "both");
    this.source.hidden = view === "preview";
    this.shown.hidden = view === "source";
    for (const button of this.buttons) button.ariaPressed = String(button.dataset.view === view);
    if (isChosen) remember(view === "preview" ? "source" : view);
    if (view !== "source") this.draw();
  }

  changed() {
    if (this.shown.hidden) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), PAUSE);
  }

  async draw() {
    if (this.running) { this.wanted = true; return; }
    this.running = true;
    this.shown.ariaBusy = "true";
    try {
      const { csrf_token, title, body, parent = "" } = this.fields();
      const response = await fetch(this.form.dataset.preview, {
        method: "POST",
        body: new URLSearchParams({ csrf_token, title, body, parent }),
        headers: { accept: "text/html" },
      });
      const text = this.shown.firstElementChild;
      const drawn = await fragment(response);
      await showHeld(drawn, this.form);
      text.replaceChildren(drawn);
      if (text.querySelector("code.language-mermaid")) (await import("../diagrams.js")).drawDiagrams(text);
    } catch {
      this.shown.firstElementChild.textContent = this.form.dataset.noPreview;
    }
    this.shown.ariaBusy = "false";
    this.running = false;
    if (this.wanted) { this.wanted = false; this.draw(); }
  }
}

function remembered() {
  try { return localStorage.getItem(VIEW); } catch { return null; }
}

function remember(view) {
  try { localStorage.setItem(VIEW, view); } catch { /* it is only a comfort */ }
}
