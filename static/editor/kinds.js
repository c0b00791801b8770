// What the tools do for kinds of content that ask something first.

import { editPicture, selectedPicture } from "./pictures.js";

/**
 * @param {import("prosemirror-view").EditorView} view
 * @param {import("./visual.js").Screen} screen
 * @returns {Record<string, () => void>}
 */
export const kindActs = (view, screen) => ({
  "picture-describe": () => { const found = selectedPicture(view.state); if (found) editPicture(view, found.at, screen); },
});
