// Pictures in the text: as the server draws them, with a handle for their width. Width and description stand in one place of the
// source, `![A lathe|300](lathe.jpg)`, which stays as it was written while nobody changes it.

import { NodeSelection } from "prosemirror-state";

import { Drawn, element } from "./drawn.js";
import { body } from "./parse.js";
import { schema } from "./schema.js";
import { inlineSource } from "./serialise_inline.js";

const { nodes } = schema;
const WIDTH = /(?<!\\)\|([1-9]\d{1,3})(?:x\d{1,4})?$/; // as wiki/render/plaintext.py
const [NARROWEST, WIDEST, STEP, STRIDE] = [32, 4000, 16, 64]; // pixels

/** The description of a picture as a plain text, and its width in pixels; 0 where none was chosen. */
export function described({ attrs }) {
  const size = WIDTH.exec(attrs.alt);
  const source = size ? attrs.alt.slice(0, size.index).trimEnd() : attrs.alt;
  return { source, text: plain(source), width: size ? Number(size[1]) : 0 };
}

const plain = (source) => body(source).doc.textContent;

/** `alt` of the picture with another description or width; what is the same keeps its source. */
export function describing(node, { text, width }) {
  const old = described(node);
  const source = text === old.text ? old.source : escaped(text);
  return width ? `${source}|${width}` : source;
}

// The least escaping that is read back as this text, and as no width.
function escaped(text) {
  const line = text.replace(/\s+/g, " ").trim();
  if (!line) return "";
  const paragraph = nodes.paragraph.create(null, schema.text(line));
  const written = [0, 1, 2].map((strength) => inlineSource(paragraph, { strength, isPlain: true, isLine: true }));
  return written.find((source) => {
    const { doc } = body(`![${source}](x)`);
    const image = doc.firstChild.childCount === 1 ? doc.firstChild.firstChild : null;
    return image?.type === nodes.image && image.attrs.alt === source && plain(source) === line && !WIDTH.test(source);
  }) ?? line.replace(/[^\p{L}\p{N} ]/gu, " ");
}

/** A transaction that gives the picture there these attributes and keeps it selected. */
export function changed(state, at, attrs) {
  const node = state.doc.nodeAt(at);
  const tr = state.tr.setNodeMarkup(at, null, { ...node.attrs, ...attrs }, node.marks);
  return tr.setSelection(NodeSelection.create(tr.doc, at));
}

/** The selected picture with its place, or null. */
export const selectedPicture = ({ selection }) => (selection instanceof NodeSelection && selection.node.type === nodes.image ? { node: selection.node, at: selection.from } : null);

/** Makes the selected picture that much wider or narrower; 0 for its own width. */
export const sized = (by) => (state, dispatch, view) => {
  const found = selectedPicture(state);
  if (!found) return false;
  if (dispatch) {
    const { text, width } = described(found.node);
    const shown = view?.nodeDOM(found.at)?.querySelector("img, canvas")?.clientWidth ?? 0;
    const wanted = by ? bounded((width || shown || 320) + by) : 0;
    dispatch(changed(state, found.at, { alt: describing(found.node, { text, width: wanted }) }));
  }
  return true;
};

const bounded = (width) => Math.round(Math.min(Math.max(width, NARROWEST), WIDEST));

export class Picture extends Drawn {
  constructor(node, view, place, screen) {
    super(node, view, place, screen, "img");
    this.handle = element("span", { className: "picture-handle", tabIndex: 0, role: "slider", ariaLabel: screen.words.width, ariaValueMin: String(NARROWEST), ariaOrientation: "horizontal" });
    this.handle.addEventListener("pointerdown", (event) => this.drag(event));
    this.handle.addEventListener("keydown", (event) => this.key(event));
    this.handle.addEventListener("focus", () => this.tell());
  }

  draw() {
    const held = this.screen.held?.(this.node.attrs.src);
    if (held) held.then((picture) => this.show(picture)).catch(() => super.draw());
    else super.draw();
  }

  show(found) {
    super.show(found);
    if (!this.picture) return;
    this.dom.append(this.handle);
    this.measure(described(this.node).width);
  }

  get picture() { return this.dom.querySelector("img, canvas"); }

  // An image of the server has its own width already.
  measure(width) {
    const { picture } = this;
    if (picture.localName === "canvas") picture.style.width = width ? `${width}px` : "";
    else if (width) { picture.width = width; picture.removeAttribute("height"); }
    this.tell();
  }

  tell() {
    const most = this.most();
    Object.assign(this.handle, { ariaValueMax: String(most), ariaValueNow: String(this.picture?.clientWidth ?? 0), ariaValueText: `${this.picture?.clientWidth ?? 0} px` });
  }

  most() { return Math.max(this.dom.parentElement?.clientWidth ?? 0, NARROWEST) || WIDEST; }

  drag(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const { picture } = this;
    const [start, from] = [event.clientX, picture.clientWidth];
    let width = from;
    this.handle.setPointerCapture(event.pointerId);
    const move = ({ clientX }) => { width = Math.min(bounded(from + clientX - start), this.most()); this.measure(width); };
    const end = () => {
      this.handle.removeEventListener("pointermove", move);
      if (width !== from) this.choose(width);
    };
    this.handle.addEventListener("pointermove", move);
    this.handle.addEventListener("lostpointercapture", end, { once: true });
  }

  key(event) {
    const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -STRIDE, PageUp: STRIDE }[event.key];
    const width = by ? Math.min(bounded(this.picture.clientWidth + by), this.most()) : { Home: NARROWEST, End: this.most(), Delete: 0, Backspace: 0 }[event.key];
    if (width !== undefined) this.choose(width);
    else if (event.key === "Escape" || event.key === "Enter") this.view.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(width) {
    const { text } = described(this.node);
    this.view.dispatch(changed(this.view.state, this.place(), { alt: describing(this.node, { text, width }) }));
  }

  // Of the same file, only its width has to be shown anew.
  update(node) {
    if (node.type !== nodes.image || node.attrs.src !== this.node.attrs.src) return false;
    this.node = node;
    const { width } = described(node);
    if (width && this.picture) this.measure(width); else this.draw();
    return true;
  }

  stopEvent(event) { return super.stopEvent(event) || event.target === this.handle; }
}

/** Asks for description, title and width of the picture there. */
export async function editPicture(view, at, screen) {
  const { words } = screen;
  const node = view.state.doc.nodeAt(at);
  const { text, width } = described(node);
  const answer = await screen.compose({
    title: words.picture,
    fields: [
      { name: "text", label: words.description, value: text },
      { name: "title", label: words.caption, value: node.attrs.title },
      { name: "width", label: words.pixels, value: width || "", type: "number", min: NARROWEST, max: WIDEST, step: 1 },
    ],
  });
  if (answer && view.state.doc.nodeAt(at)?.eq(node)) {
    const alt = describing(node, { text: answer.text, width: answer.width ? bounded(Number(answer.width)) : 0 });
    view.dispatch(changed(view.state, at, { alt, title: answer.title }));
  }
  view.focus();
}
