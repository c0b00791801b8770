// What the screen offers to pictures, formulas and notes in the visual editor.

import { Held } from "../holding.js";
import { askFields } from "./asking.js";
import { Properties } from "./properties.js";

export function kinds(form) {
  const words = form.querySelector(".editor-visual").dataset;
  const held = new Held(form.dataset.key);
  const isNew = !form.querySelector(".uploads").dataset.address;
  return {
    compose: (question) => askFields({ words, ...question }),
    properties: (place, changed) => new Properties(place, words, changed),
    diagram: async (place, source) => (await import("../diagrams.js")).redrawDiagram(place, source),
    // A promise of a picture that waits for its page; null where there is a page already.
    held: (src) => (isNew && !/[/:]/.test(src) ? held.picture(decodeURI(src)) : null),
  };
}
