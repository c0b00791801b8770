// Signing out leaves no page text in this browser (the server's Clear-Site-Data needs https).

import { forgetAll } from "../editor/browser_copy.js";
import { forgetSteps } from "../editor/steps.js";
import { forgetHeld } from "../holding.js";
import { forgetTrees } from "../tree/memory.js";

function forgetVisits() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("werkbuch.visits")) localStorage.removeItem(key);
  } catch { /* there is nothing to remove */ }
}

export default function forget(form) {
  form.addEventListener("submit", () => { forgetAll(); forgetSteps(); forgetHeld(); forgetTrees(); forgetVisits(); });
}
