// The palette in the search of the side bar (Ctrl K): pages visited lately and what one may do, then, while one types,
// titles, texts and actions. A combobox with a list in groups (WAI-ARIA, list autocomplete). Arrows choose, Enter goes
// there, Escape closes. Without script, or before a choice, Enter searches.

import { say } from "../app.js";
import { asker } from "../asking.js";
import { visited } from "../visits.js";

const PAUSE_MILLISECONDS = 120;
const MOST_VISITED = 6;
let count = 0;

export default function jump(form) {
  const field = form.querySelector('input[type="search"]');
  const box = document.createElement("div");
  box.className = "jump";
  box.id = `jump-${++count}`;
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", form.dataset.list);
  box.popover = "manual"; // above everything, the drawer of small screens too, which makes what is outside of it inert
  form.append(box);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", box.id);
  field.setAttribute("aria-expanded", "false");

  let shown = null;

  const text = () => field.value.trim();
  const options = () => [...box.querySelectorAll('[role="option"]')];
  const isOpen = () => box.matches(":popover-open");
  const active = () => box.querySelector('[aria-selected="true"]');

  const close = () => {
    asking.stop();
    if (isOpen()) box.hidePopover();
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

  const address = () => {
    const [, room] = /^\/s\/([^/]+)/.exec(location.pathname) ?? [];
    return `${form.action}/titles?${new URLSearchParams({ q: text(), ...(room && { space: room }) })}`;
  };

  const asking = asker(PAUSE_MILLISECONDS, address, (answer) => {
    const told = answer.firstElementChild?.dataset.said ?? "";
    const recent = text() ? [] : visited().filter((page) => page.href !== location.pathname).slice(0, MOST_VISITED);
    box.replaceChildren(...(recent.length ? [group(form.dataset.recent, recent)] : []), answer);
    options().forEach((option, place) => { option.id = `${box.id}-${place}`; });
    box.scrollTop = 0;
    shown = text();
    if (document.activeElement !== field || !options().length) { close(); return; }
    field.removeAttribute("aria-activedescendant");
    open();
    if (shown) say(told);
  });

  field.addEventListener("input", asking.soon);
  field.addEventListener("focus", () => { if (text() && text() === shown) open(); else asking.now(); });
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
  if (document.activeElement === field) asking.now(); // it waited for this to be there
}

// Pages that this browser remembers, in the form in which the server gives the others.
function group(label, pages) {
  const list = document.createElement("ul");
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", label);
  const head = document.createElement("li");
  head.className = "jump-label";
  head.setAttribute("role", "presentation");
  head.textContent = label;
  list.append(head, ...pages.map(({ href, title }) => {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.href = href;
    option.textContent = title;
    return option;
  }));
  return list;
}
