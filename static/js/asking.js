// Asks the wiki while somebody types: after a pause, and the question before is given up for the next one.

import { fragment } from "./html.js";

// `address` gives the question's, or nothing; `use` gets the answer as a DocumentFragment.
export function asker(pause, address, use) {
  let timer;
  let running;
  const stop = () => { clearTimeout(timer); running?.abort(); };
  const now = async () => {
    stop();
    const wanted = address();
    if (!wanted) return;
    running = new AbortController();
    try {
      use(await fragment(await fetch(wanted, { signal: running.signal, credentials: "same-origin" })));
    } catch (failure) {
      if (failure.name !== "AbortError") throw failure;
    }
  };
  return { now, stop, soon: () => { clearTimeout(timer); timer = setTimeout(now, pause); } };
}
