// What the tools do for kinds of content that ask something first.

import { insertFormula } from "./formulas.js";
import { canRefer, insertNote } from "./notes.js";
import { editPicture, selectedPicture } from "./pictures.js";

/**
 * @param {import("prosemirror-view").EditorView} view
 * @param {import("./visual.js").Screen} screen
 * @returns {Record<string, () => void>}
 */
export const kindActs = (view, screen) => ({
  "picture-describe": () => { const found = selectedPicture(view.state); if (found) editPicture(view, found.at, screen); },
  formula: () => { if (canRefer(view.state)) insertFormula(view, screen); },
  footnote: () => { if (canRefer(view.state)) insertNote(view, screen); },
});
