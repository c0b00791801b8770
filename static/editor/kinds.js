// What the tools do for kinds of content that ask something first.

import { inserted } from "./commands.js";
import { insertFormula } from "./formulas.js";
import { canRefer, insertNote } from "./notes.js";
import { body } from "./parse.js";
import { editPicture, selectedPicture } from "./pictures.js";

/**
 * @param {import("prosemirror-view").EditorView} view
 * @param {import("./visual.js").Screen} screen
 * @returns {Record<string, () => void>}
 */
export const kindActs = (view, screen) => ({
  "picture-describe": () => { const found = selectedPicture(view.state); if (found) editPicture(view, found.at, screen); },
  formula: () => { if (canRefer(view.state)) insertFormula(view, screen); },
  definition: () => insertDefinition(view, screen),
  footnote: () => { if (canRefer(view.state)) insertNote(view, screen); },
});

// A term and what it means.
async function insertDefinition(view, screen) {
  if (!inserted(view.state)) return;
  const { words } = screen;
  const source = ({ term, meaning }) => `${term.replace(/\s+/g, " ").trim()}\n: ${meaning.trim().replace(/\n(?=[^\n])/g, "\n  ")}`;
  const answer = await screen.compose({
    title: words.definition,
    fields: [{ name: "term", label: words.term, value: "" }, { name: "meaning", label: words.meaning, value: "", rows: 3 }],
    preview: (values) => screen.shown(values.term.trim() && values.meaning.trim() ? source(values) : ""),
  });
  if (answer && answer.term.trim() && answer.meaning.trim()) {
    inserted(view.state, view.dispatch, body(`${source(answer)}\n`).blocks.map(({ node }) => node), 1);
  }
  view.focus();
}
