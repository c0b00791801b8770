// What stands inside of a text and is shown as the server draws it.

import { schema } from "./schema.js";
import { inlineSource } from "./serialise_inline.js";

/** @param {string} name */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** The source of one thing inside of a text. */
export const sourceOf = (node) => inlineSource(schema.nodes.paragraph.create(null, node.mark([])), { strength: 0 });

export class Drawn {
  constructor(node, view, place, screen, selector) {
    Object.assign(this, { node, view, place, screen, selector });
    this.dom = element("span", { className: `drawn drawn-${node.type.name}`, contentEditable: "false", draggable: false });
    this.dom.addEventListener("dblclick", () => screen.editInline(view, place()));
    queueMicrotask(() => this.draw()); // a subclass is whole by then
  }

  draw() {
    const source = sourceOf(this.node);
    if (!this.dom.firstChild) this.dom.append(element("code", { textContent: source }));
    this.screen.shown(source).then((fragment) => {
      const found = fragment.querySelector(".missing-image, .pdf, audio, video") ?? fragment.querySelector(this.selector);
      if (found) this.show(found);
    }).catch(() => { /* the source stays in sight */ });
  }

  show(found) { this.dom.replaceChildren(found); }

  selectNode() { this.dom.classList.add("ProseMirror-selectednode"); }

  deselectNode() { this.dom.classList.remove("ProseMirror-selectednode"); }

  ignoreMutation() { return true; }

  stopEvent(event) { return event.type === "dblclick"; }
}
