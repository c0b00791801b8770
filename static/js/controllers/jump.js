// Suggests pages while one types into the search of the side bar: a combobox with a list (WAI-ARIA, list autocomplete).
// Arrows choose, Enter goes there, Escape closes. Without script, or before a choice, Enter searches.

import { say } from "../app.js";
import { fragment } from "../html.js";

const PAUSE_MILLISECONDS = 120;
let count = 0;

export default function jump(form) {
  const field = form.querySelector('input[type="search"]');
  const box = document.createElement("div");
  box.className = "jump";
  box.id = `jump-${++count}`;
  box.popover = "manual"; // above everything, the drawer of small screens too, which makes what is outside of it inert
  form.append(box);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", box.id);
  field.setAttribute("aria-expanded", "false");

  let timer;
  let running;
  let shown = "";

  const options = () => [...box.querySelectorAll('[role="option"]')];
  const isOpen = () => box.matches(":popover-open");
  const active = () => box.querySelector('[aria-selected="true"]');

  const close = () => {
    running?.abort();
    clearTimeout(timer);
    box.hidePopover();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const choose = (option) => {
    active()?.setAttribute("aria-selected", "false");
    if (!option) { field.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };

  const open = () => {
    const at = field.getBoundingClientRect();
    box.showPopover();
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${at.bottom + 4}px`;
    field.setAttribute("aria-expanded", "true");
  };

  const ask = async () => {
    running?.abort();
    const text = field.value.trim();
    if (!text) { close(); return; }
    running = new AbortController();
    try {
      const answer = await fetch(`${form.action}/titles?q=${encodeURIComponent(text)}`, { signal: running.signal, credentials: "same-origin" });
      box.replaceChildren(await fragment(answer));
      options().forEach((option, place) => { option.id = `${box.id}-${place}`; });
      shown = text;
      if (document.activeElement !== field) return;
      open();
      say(box.firstElementChild?.dataset.said ?? "");
    } catch (failure) {
      if (failure.name !== "AbortError") close();
    }
  };

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MILLISECONDS); });
  field.addEventListener("focus", () => { if (field.value.trim() && field.value.trim() === shown) open(); });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "Escape" && isOpen()) { event.preventDefault(); close(); }
    else if (event.key === "Enter" && isOpen() && active()) { event.preventDefault(); location.assign(active().dataset.href); }
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      event.preventDefault();
      if (!isOpen()) open();
      const place = all.indexOf(active()) + (event.key === "ArrowDown" ? 1 : -1);
      choose(all[place < 0 ? all.length - 1 : place] ?? (place >= all.length ? all[0] : null));
    }
  });
  box.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  box.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) location.assign(option.dataset.href);
  });
  if (field.value.trim() && document.activeElement === field) ask(); // typed before this was there
}
