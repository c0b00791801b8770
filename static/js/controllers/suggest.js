// Answers a search while somebody types: the part of the form's own screen that data-target names by its id is loaded
// for the text so far. Without script the form's button does the same.

import { attach } from "../app.js";
import { fragment } from "../html.js";

const PAUSE_MILLISECONDS = 200;

export default function suggest(form) {
  const target = document.getElementById(form.dataset.target);
  let timer;
  let running;

  const ask = async () => {
    running?.abort();
    running = new AbortController();
    const address = new URL(form.action);
    address.hash = "";
    address.search = new URLSearchParams(new FormData(form));
    try {
      const answer = await fragment(await fetch(address, { signal: running.signal, credentials: "same-origin" }));
      const found = answer.querySelector(`#${CSS.escape(target.id)}`);
      if (!found) return;
      target.replaceChildren(...found.childNodes);
      attach(target);
    } catch (failure) {
      if (failure.name !== "AbortError") throw failure;
    }
  };

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MILLISECONDS); });
  ask();
}
