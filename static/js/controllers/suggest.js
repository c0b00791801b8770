// Answers a search while somebody types: the part of the form's own screen that data-target names by its id is loaded
// for the text so far. Without script the form's button does the same.

import { attach } from "../app.js";
import { asker } from "../asking.js";

const PAUSE_MILLISECONDS = 200;

export default function suggest(form) {
  const target = document.getElementById(form.dataset.target);

  const address = () => {
    const wanted = new URL(form.action);
    wanted.hash = "";
    wanted.search = new URLSearchParams(new FormData(form));
    return wanted;
  };
  const asking = asker(PAUSE_MILLISECONDS, address, (answer) => {
    const found = answer.querySelector(`#${CSS.escape(target.id)}`);
    if (!found) return;
    target.replaceChildren(...found.childNodes);
    attach(target);
  });

  form.addEventListener("input", asking.soon);
  asking.now();
}
