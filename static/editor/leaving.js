// Tab means something in lists, tables and code. Escape before it lets it do what it does everywhere: lead out of the text.

import { Plugin } from "prosemirror-state";

export function leaving() {
  let isLeaving = false;
  return new Plugin({ props: { handleDOMEvents: {
    keydown(_view, event) {
      if (event.key === "Shift") return false;
      const passes = isLeaving && event.key === "Tab";
      isLeaving = event.key === "Escape";
      return passes; // the browser's own Tab
    },
    blur() { isLeaving = false; return false; },
  } } });
}
