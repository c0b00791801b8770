// Footnotes: `[^1]` in the text and `[^1]: The note.` as a card of its own. The note is written in a dialog, with what the page
// makes of it below.

import { TextSelection } from "prosemirror-state";

import { schema } from "./schema.js";

const { nodes } = schema;
const DEFINITION = /^\[\^([^\]\s]+)\]:[ \t]?/;

/** The name and the text of a note of its own; null for any other card. */
export function noteIn({ type, attrs }) {
  const found = type === nodes.card && attrs.kind === "note" ? DEFINITION.exec(attrs.source) : null;
  return found && { label: found[1], text: attrs.source.slice(found[0].length).replace(/\n(?: {4}|\t)/g, "\n").trim() };
}

/** The Markdown of a note. */
export const writtenNote = (label, text) => `[^${label}]: ${text.trim().replace(/\n(?=[^\n])/g, "\n    ")}`;

function places(doc, label) {
  const found = { note: null, references: [] };
  doc.descendants((node, at) => {
    if (node.type === nodes.footnote && node.attrs.label === label) found.references.push(at);
    else if (!found.note && noteIn(node)?.label === label) found.note = { node, at };
  });
  return found;
}

const asked = (screen, value, remove = "") => screen.compose({
  title: screen.words.note, remove, fields: [{ name: "text", label: screen.words.noteText, value, rows: 4 }],
  preview: ({ text }) => screen.shown(text),
});

/** Opens the note of that name. False where there is none that could be opened. */
export function editNote(view, label, screen) {
  const { note } = places(view.state.doc, label);
  if (!note) return false;
  const { text } = noteIn(note.node);
  asked(screen, text, screen.words.noteGone).then((answer) => {
    const found = places(view.state.doc, label);
    const { tr } = view.state;
    if (answer === "" || answer?.text.trim() === "") {
      const gone = [[found.note?.at, found.note?.node.nodeSize], ...found.references.map((at) => [at, 1])].filter(([at]) => at !== undefined);
      for (const [at, size] of gone.sort(([a], [b]) => b - a)) tr.delete(at, at + size);
    } else if (answer && answer.text.trim() !== text) tr.setNodeMarkup(found.note.at, null, { ...found.note.node.attrs, source: writtenNote(label, answer.text) });
    if (tr.docChanged) view.dispatch(tr);
    view.focus();
  });
  return true;
}

/** Asks for a note and puts it in at the caret. */
export async function insertNote(view, screen) {
  const answer = await asked(screen, "");
  if (answer && answer.text.trim() && canRefer(view.state)) {
    const { doc, tr, selection } = view.state;
    const label = free(labelsIn(doc));
    const { to } = selection;
    tr.insert(doc.content.size, nodes.card.create({ kind: "note", source: writtenNote(label, answer.text) }));
    tr.insert(to, nodes.footnote.create({ label }));
    view.dispatch(tr.setSelection(TextSelection.create(tr.doc, to + 1)).scrollIntoView());
  }
  view.focus();
}

/** Whether a reference may stand at the caret. */
export const canRefer = ({ selection: { $to } }) => $to.parent.inlineContent && !$to.parent.type.spec.code;

/** The names of notes that a document uses. */
export function labelsIn(doc) {
  const known = new Set();
  doc.descendants((node) => {
    if (node.type === nodes.footnote) known.add(node.attrs.label);
    for (const [, label] of node.type === nodes.card ? node.attrs.source.matchAll(/\[\^([^\]\s]+)\]/g) : []) known.add(label);
  });
  return known;
}

/** The first number that is no name of these. @param {Set<string>} known */
export function free(known) {
  let number = 1;
  while (known.has(String(number))) number += 1;
  return String(number);
}
