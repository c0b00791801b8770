// Fills the list of places while one types or changes the space. Without script the search button does it.

import { say } from "../app.js";
import { fragment } from "../html.js";

const PAUSE = 200; // milliseconds after the last key

export default function places(field) {
  const find = field.querySelector('[name="find"]');
  const space = field.querySelector('[name="space"]');
  let waiting = null;
  let asked = 0;

  field.querySelector('[name="search"]').remove();
  find.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(fill, PAUSE); });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(waiting);
    fill();
  });
  space.addEventListener("change", fill);

  async function fill() {
    const turn = ++asked;
    const parent = field.querySelector('[name="parent"]:checked')?.value ?? "";
    const query = new URLSearchParams({ space: space.value, find: find.value, parent, moved: field.dataset.moved });
    try {
      const list = (await fragment(await fetch(`${field.dataset.src}?${query}`))).querySelector(".places-found");
      if (turn !== asked) return; // a later search is under way
      field.querySelector(".places-found").replaceWith(list);
      say(list.dataset.said);
    } catch {
      if (turn === asked) say(field.dataset.failed);
    }
  }
}
