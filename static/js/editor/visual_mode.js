// The visual editor in the place of the Markdown text. The textarea stays the one truth: it holds the Markdown of what is shown
// whenever somebody looks, so that drafts, saving and conflicts are the same in both. Which of the two a person writes in is
// kept with the account; without the bundle, Markdown is all there is. Going from one to the other keeps caret, scroll and bytes.

import { fragment, inert } from "../html.js";
import { post } from "./answers.js";
import { askText } from "./dialogs.js";
import { showHeld } from "./held_pictures.js";
import { kinds } from "./kinds.js";
import { offered } from "./offered.js";
import { askPassage } from "./passages.js";
import { RawMode } from "./raw_mode.js";

const LONGEST = 400_000; // characters
const PAUSE = 400; // milliseconds without a change until the textarea is written
const LATEST = 800; // milliseconds after the first change: then it is written while somebody goes on
const IDLE = 200; // milliseconds at most until the browser has nothing else to do

export class VisualMode {
  // editor: { touched() at once, changed() when it is written, fields(), texts() that led to the present one, strip(sentence, ...acts) }
  constructor(form, source, editor) {
    Object.assign(this, { form, source, editor, visual: null, timer: null, isShown: false });
    this.place = form.querySelector(".editor-visual");
    this.words = this.place.dataset;
    this.raw = new RawMode(form, source, editor);
    this.style = form.querySelector("#visual-style");
    this.styles = [...this.style.options].map(({ value }) => value);
    this.tools = [...form.querySelectorAll("[data-tool]")];
    this.near = [...form.querySelectorAll("[data-near]")];
    this.drawn = new Drawn(form, editor.fields);
    for (const button of form.querySelectorAll("[data-mode]")) button.addEventListener("click", () => this.choose(button.dataset.mode));
    this.style.addEventListener("change", () => this.visual?.run(this.style.value));
    form.addEventListener("keydown", (event) => this.key(event));
  }

  // Begins with what the person chose last. Settles when that stands there.
  async start() {
    const hadFocus = document.activeElement === this.source;
    if (this.form.dataset.writes === "visual") await this.enter();
    if (!this.isShown) { this.show(false); await this.raw.enter(); }
    if (hadFocus) this.focus();
  }

  async choose(mode) {
    this.remember(mode);
    const spot = this.spot();
    if (mode === "visual") await this.enter();
    else if (this.isShown) { this.leave(); await this.raw.enter(); }
    if (this.isShown) this.visual.go(spot);
    else if (this.raw.isShown) this.raw.raw.go(spot);
    else this.source.setSelectionRange(spot.caret, spot.caret);
    this.focus();
  }

  spot() {
    const shown = this.isShown ? this.visual : this.raw.isShown ? this.raw.raw : null;
    return shown?.spot() ?? { caret: this.source.selectionStart, anchor: this.source.selectionStart, top: null };
  }

  focus() {
    const shown = this.isShown ? this.visual : this.raw.isShown ? this.raw.raw : this.source;
    shown.focus();
  }

  // A comfort: where it cannot be kept, the next page opens as this one did.
  remember(mode) {
    const { csrf_token } = this.editor.fields();
    const way = mode === "markdown" && this.form.dataset.writes === "plain" ? "plain" : mode;
    post(this.form.dataset.writing, { csrf_token, writes_in: way }).catch(() => {});
  }

  async enter() {
    if (this.isShown) return;
    if (this.source.value.length > LONGEST) { this.refuse(this.words.large); return; }
    try {
      const { Visual } = await import("../../dist/editor.js");
      if (this.visual) this.visual.show(this.source.value);
      else this.visual = new Visual(this.place, this.editor.texts(), this.screen());
    } catch (problem) {
      console.warn(problem);
      this.refuse(this.words.failed);
      return;
    }
    this.show(true);
  }

  leave() {
    this.write();
    this.show(false);
  }

  show(isVisual) {
    this.isShown = isVisual;
    this.raw.leave();
    this.form.dataset.mode = isVisual ? "visual" : "markdown";
    this.source.hidden = isVisual;
    this.place.hidden = !isVisual;
    for (const one of this.form.querySelectorAll(".visual-only")) one.hidden = !isVisual && !this.raw.has(one.dataset.tool);
    for (const one of this.form.querySelectorAll(".source-only")) one.hidden = isVisual;
    for (const button of this.form.querySelectorAll("[data-mode]")) button.ariaPressed = String((button.dataset.mode === "visual") === isVisual);
    if (!isVisual) {
      for (const one of this.near) one.hidden = true;
      for (const tool of this.tools) { tool.ariaPressed = null; tool.disabled = false; }
    } else this.visual.tell();
  }

  screen() {
    return {
      words: this.words,
      changed: () => {
        if (!this.isShown) return;
        this.editor.touched();
        this.writeSoon();
      },
      selected: (names, can) => this.selected(names, can),
      shown: (markdown) => this.drawn.of(markdown),
      ask: askText,
      inert,
      ...kinds(this.form),
      ...offered(this.form),
    };
  }

  // Nothing that looks at the whole page is done between two keys, nor before a key is seen.
  writeSoon() {
    const now = performance.now();
    this.due ??= now + LATEST;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const act = () => { this.write(); this.editor.changed(); };
      if (globalThis.requestIdleCallback) this.idle ??= requestIdleCallback(act, { timeout: IDLE }); // Safari has none
      else act();
    }, Math.max(Math.min(PAUSE, this.due - now), 0));
  }

  stopWaiting() {
    clearTimeout(this.timer);
    if (this.idle) cancelIdleCallback(this.idle);
    this.timer = this.due = this.idle = null;
  }

  // The textarea holds what is shown.
  write() {
    this.stopWaiting();
    if (!this.isShown) return;
    const { markdown, isRead } = this.visual.written();
    if (this.source.value !== markdown) this.source.value = markdown;
    this.warn(!isRead);
  }

  // Another text stands in the textarea now.
  read() {
    this.stopWaiting();
    if (this.isShown) this.visual.show(this.source.value);
    this.raw.read();
  }

  // Whether what is shown is what would be saved. If not, the person sees both and decides.
  async isSettled() {
    this.write();
    if (!this.warning) return true;
    const answer = await askPassage(this.visual.passage());
    if (answer === "markdown") await this.choose("markdown");
    else if (answer === "take") {
      this.visual.show(this.source.value);
      this.write();
      this.editor.changed();
      return !this.warning;
    } else this.visual.focus();
    return false;
  }

  warn(isUnsure) {
    if (!isUnsure) { this.warning?.remove(); this.warning = null; return; }
    if (this.warning) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn link", textContent: this.words.look });
    button.addEventListener("click", () => this.isSettled());
    this.warning = this.editor.strip(this.words.unsure, button);
    this.warning.role = "alert";
    this.form.before(this.warning);
  }

  refuse(sentence) {
    const strip = this.editor.strip(sentence);
    this.form.before(strip);
  }

  // False where the plain field is shown, which is changed from outside.
  use(tool) {
    if (this.isShown) this.visual.run(tool);
    else if (this.raw.isShown) this.raw.use(tool);
    return this.isShown || this.raw.isShown;
  }

  insert(markdown) {
    const shown = this.isShown ? this.visual : this.raw.isShown ? this.raw.raw : null;
    shown?.insert(markdown);
    return shown !== null;
  }

  selected(names, can) {
    for (const tool of this.tools) {
      const name = tool.dataset.tool;
      if (PRESSED.has(name)) put(tool, "ariaPressed", String(names.has(name)));
      put(tool, "disabled", !can(name) && document.activeElement !== tool);
    }
    put(this.style, "value", this.styles.find((value) => names.has(value)) ?? "paragraph");
    for (const one of this.near) put(one, "hidden", !names.has(one.dataset.near));
  }

  // Alt F10 leads to the tools, Escape back.
  key(event) {
    if (!this.isShown || event.defaultPrevented) return;
    const isTool = event.target.closest(".editor-tools");
    if (event.key === "F10" && event.altKey) { event.preventDefault(); this.style.focus(); }
    if (event.key === "Escape" && isTool) this.visual.focus();
  }
}

// This is done at every key, and what is written anew makes the browser look at it again.
function put(element, name, value) {
  if (element[name] !== value) element[name] = value;
}

const PRESSED = new Set(["bold", "italic", "strike", "code", "list", "numbers", "task", "quote", "callout", "codeblock", "fold-open"]);

// What the server makes of pieces of Markdown, asked for together and remembered.
class Drawn {
  constructor(form, fields) {
    Object.assign(this, { form, fields, known: new Map(), waiting: new Map(), timer: null });
  }

  async of(markdown) {
    if (!this.known.has(markdown)) this.known.set(markdown, this.ask(markdown));
    const drawn = (await this.known.get(markdown)).cloneNode(true);
    await showHeld(drawn, this.form);
    return drawn;
  }

  ask(markdown) {
    return new Promise((resolve, reject) => {
      this.waiting.set(markdown, { resolve, reject });
      this.timer ??= setTimeout(() => this.send(), 50);
    });
  }

  async send() {
    const asked = [...this.waiting];
    this.waiting.clear();
    this.timer = null;
    const cut = `cut${crypto.getRandomValues(new Uint32Array(2)).join("")}`;
    try {
      const { csrf_token, title, parent = "" } = this.fields();
      const body = asked.map(([markdown]) => `${markdown}\n\n${cut}\n\n`).join("");
      const response = await fetch(this.form.dataset.preview, { method: "POST", body: new URLSearchParams({ csrf_token, title, body, parent }), headers: { accept: "text/html" } });
      const parts = split(await fragment(response), cut);
      asked.forEach(([, { resolve, reject }], at) => (parts[at] ? resolve(parts[at]) : reject(new Error("not drawn"))));
    } catch (problem) {
      for (const [markdown, { reject }] of asked) { this.known.delete(markdown); reject(problem); }
    }
  }
}

function split(whole, cut) {
  const parts = [document.createDocumentFragment()];
  for (const node of [...whole.childNodes]) {
    if (node.nodeName === "P" && node.textContent.trim() === cut) parts.push(document.createDocumentFragment());
    else parts.at(-1).append(node);
  }
  return parts;
}
