// What pages of this wiki hold, and pages of others that say it the same way: formulas with their source, definitions, links to
// pages that do not exist yet, pictures that are not there.

import { DOMParser as Reader, DOMSerializer } from "prosemirror-model";

import { body, parse } from "./parse.js";
import { moved } from "./pasting_tables.js";
import { save } from "./save.js";
import { schema } from "./schema.js";

const { nodes } = schema;

/** What stands in the element, as Markdown. @param {Element} element */
export const markdownIn = (element) => save(parse(""), Reader.fromSchema(schema).parse(element)).markdown.trim();

/** @param {Element} root */
export function settleKnown(root) {
  for (const one of root.querySelectorAll("a.edit-section, p.facts:has(> .by > .avatar)")) one.remove();
  for (const link of root.querySelectorAll("a.missing[href]")) wanted(link);
  for (const image of root.querySelectorAll(".missing-image[data-image]")) missing(image);
  for (const math of root.querySelectorAll("math")) formula(math);
  for (const list of [...root.querySelectorAll("dl")].reverse()) definitions(list);
}

function wanted(link) {
  const title = new URL(link.getAttribute("href"), location.origin).searchParams.get("title");
  const label = link.textContent.trim();
  if (title) written(link, `[[${title}${label && label !== title ? `|${label}` : ""}]]`, nodes.wiki_link);
}

function missing(image) {
  const shown = image.ownerDocument.createElement("img");
  const { image: src, width } = image.dataset;
  shown.src = src;
  shown.alt = image.textContent.trim() + (width ? `|${width}` : "");
  image.replaceWith(shown);
}

// Formulas of this wiki say their source as another text, those of KaTeX as a note.
function formula(math) {
  const source = (math.getAttribute("alttext") ?? math.querySelector("annotation[encoding='application/x-tex']")?.textContent)?.trim();
  const place = math.closest(".katex-display") ?? math.closest(".katex") ?? math;
  const isBlock = (math.getAttribute("display") === "block" || place.matches(".katex-display")) && !math.closest("td, th, p, li, h1, h2, h3, h4, h5, h6");
  if (source) written(place, isBlock ? `$$\n${source}\n$$` : `$${source.replace(/\s+/g, " ")}$`, isBlock ? nodes.card : nodes.formula);
}

function definitions(list) {
  const lines = [...list.querySelectorAll("dt, dd")].map((one) => {
    const source = markdownIn(one);
    return one.localName === "dt" ? `\n${source.replace(/\s*\n\s*/g, " ")}` : `: ${source.replace(/\n(?=[^\n])/g, "\n    ")}`;
  });
  const markdown = lines.join("\n").trim();
  for (const type of [nodes.definition_list, nodes.card]) if (list.isConnected) written(list, markdown, type);
  for (const term of list.isConnected ? list.querySelectorAll("dt") : []) term.replaceWith(moved(term, "div"));
}

// In the place of the element stands what the Markdown means, if that is one of the type and nothing else.
function written(element, markdown, type) {
  const { doc } = body(markdown);
  const { firstChild } = doc;
  const found = type.isInline ? firstChild.firstChild : firstChild;
  const isAlone = doc.childCount === 1 && (!type.isInline || (firstChild.type === nodes.paragraph && firstChild.childCount === 1));
  if (isAlone && found?.type === type) element.replaceWith(DOMSerializer.fromSchema(schema).serializeNode(found, { document: element.ownerDocument }));
}
