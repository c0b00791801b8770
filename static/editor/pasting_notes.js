// Footnotes of other programs: a mark in the text and a note at the end that lead to each other become a footnote of Markdown.

import { free, labelsIn, writtenNote } from "./notes.js";
import { markdownIn } from "./pasting_known.js";

const MARK = /^[[(]?(?:\d{1,4}|[ivxlc]{1,6}|[*†‡]{1,3})(?::\d+)?[\])]?$/i; // other links lead to and fro, too: a list of contents

/** @param {Element} root @param {import("prosemirror-model").Node} doc where they come to: names that it uses are taken */
export function settleNotes(root, doc) {
  const named = new Map();
  for (const one of root.querySelectorAll("[data-aside-id], [data-aside-name]")) for (const name of [one.dataset.asideId, one.dataset.asideName]) if (name && !named.has(name)) named.set(name, one);
  const target = (anchor) => named.get(/#(.+)$/.exec(anchor.getAttribute("href"))?.[1]);
  const taken = labelsIn(doc);
  const labels = new Map(); // of the blocks that are notes
  for (const mark of [...root.querySelectorAll("a[href*='#']")].filter(({ textContent }) => MARK.test(textContent.trim()))) {
    const block = noteAt(target(mark), mark);
    const backs = block ? [...block.querySelectorAll("a[href*='#']")].filter((back) => isAt(target(back), mark)) : [];
    if (!backs.length) continue;
    if (!labels.has(block)) {
      const label = free(taken);
      taken.add(label);
      labels.set(block, label);
    }
    for (const back of backs) back.remove();
    refer(mark, labels.get(block));
  }
  for (const [block, label] of labels) define(root, block, label);
}

const isAt = (place, mark) => Boolean(place) && (place === mark || (place.contains(mark) && place.textContent.trim() === mark.textContent.trim()));

const noteAt = (place, mark) => [place?.closest("li, div[data-aside-id]"), place?.closest("p, div")].find((block) => block && !block.contains(mark));

function refer(mark, label) {
  const reference = mark.ownerDocument.createElement("sup");
  reference.className = "footnote-ref";
  reference.dataset.label = JSON.stringify(label);
  const { parentElement } = mark;
  (parentElement.localName === "sup" && parentElement.textContent === mark.textContent ? parentElement : mark).replaceWith(reference);
}

// The note stands behind the text, and what stood around it is gone.
function define(root, block, label) {
  const card = root.ownerDocument.createElement("div");
  card.className = "card";
  card.dataset.kind = JSON.stringify("note");
  card.dataset.source = JSON.stringify(writtenNote(label, markdownIn(block)));
  let gone = block;
  while (gone.parentElement !== root && gone.parentElement.textContent.trim() === gone.textContent.trim()) gone = gone.parentElement;
  if (gone.previousElementSibling?.localName === "hr") gone.previousElementSibling.remove();
  gone.remove();
  root.append(card);
}
