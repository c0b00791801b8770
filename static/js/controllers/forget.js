// Signing out leaves no page text in this browser (the server's Clear-Site-Data needs https).

import { forgetAll } from "../editor/browser_copy.js";
import { forgetSteps } from "../editor/steps.js";
import { forgetHeld } from "../holding.js";
import { forgetTrees } from "../tree/memory.js";

function forgetVisits() {
  try { localStorage.removeItem("werkbuch.visits"); } catch { /* there is nothing to remove */ }
}

export default function forget(form) {
  form.addEventListener("submit", () => { forgetAll(); forgetSteps(); forgetHeld(); forgetTrees(); forgetVisits(); });
}
