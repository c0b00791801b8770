// Pages of the tree are dragged to their places, or stepped there with Alt, Shift and the arrow keys. The server answers each
// time with the tree as it is now, and a line below offers the way back. Touch has no dragging: there is the move screen.

import { say } from "../app.js";
import { fieldFragment } from "../html.js";

const STEPS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
const EDGE = 0.3;
const OPENS_AFTER = 700;

const slug = (link) => (link ? decodeURIComponent(link.pathname.split("/").pop()) : "");
const linkOf = (item) => item?.querySelector(":scope > a");
const movable = (link) => link && link.draggable && !link.closest(".more");

export default function moving(root, branches) {
  let dragged = null;
  let spot = null;
  let opening = null;

  const above = (link) => linkOf(link.parentElement.parentElement.closest("li"));
  const shown = () => slug(root.querySelector("[aria-current]"));

  function mark(next) {
    if (next?.item === spot?.item && next?.kind === spot?.kind) return;
    clearTimeout(opening);
    spot?.item.removeAttribute("data-drop");
    next?.item.setAttribute("data-drop", next.kind);
    spot = next;
    const twist = spot?.kind === "below" && spot.item.querySelector(':scope > .twist[aria-expanded="false"]');
    if (twist) opening = setTimeout(() => branches.open(twist), OPENS_AFTER);
  }

  // Above or below the pointer's page, or inside of it. Below an open page is before the first of its pages.
  function under(event) {
    const link = event.target.closest?.("a");
    const item = link?.parentElement;
    if (!item || dragged.contains(item) || item.matches(".more")) return null;
    const box = link.getBoundingClientRect();
    const height = (event.clientY - box.top) / box.height;
    if (height < EDGE) return { item, kind: "before" };
    if (height < 1 - EDGE) return { item, kind: "below" };
    const first = item.querySelector(':scope > .twist[aria-expanded="true"] ~ ul > li');
    return first && !dragged.contains(first) ? { item: first, kind: "before" } : { item, kind: "behind" };
  }

  root.addEventListener("dragstart", (event) => {
    const link = event.target.closest?.("a");
    if (!movable(link)) return;
    dragged = link.parentElement;
    dragged.classList.add("dragged");
  });
  root.addEventListener("dragover", (event) => {
    if (!dragged) return;
    mark(under(event));
    if (spot) event.preventDefault();
  });
  root.addEventListener("dragleave", (event) => { if (!root.contains(event.relatedTarget)) mark(null); });
  root.addEventListener("drop", (event) => {
    if (!dragged || !spot) return;
    event.preventDefault();
    const link = linkOf(dragged);
    go(link.pathname, { from: slug(above(link)), [spot.kind]: slug(linkOf(spot.item)) }, back(link));
  });
  addEventListener("dragend", () => {
    mark(null);
    dragged?.classList.remove("dragged");
    dragged = null;
  });
  root.addEventListener("keydown", (event) => {
    const link = event.target.closest("a");
    if (!event.altKey || !event.shiftKey || !(event.key in STEPS) || !movable(link)) return;
    event.preventDefault();
    go(link.pathname, { from: slug(above(link)), step: STEPS[event.key] }, back(link));
  });
  otherSpaces(() => dragged);
  root.dataset.ready = ""; // for style and tests: pages can be dragged from now on

  // What would bring the page back to where it is now.
  function back(link) {
    const item = link.parentElement;
    const before = linkOf(item.previousElementSibling);
    const behind = item.nextElementSibling?.matches(".more") ? null : linkOf(item.nextElementSibling);
    if (before) return { behind: slug(before) };
    return behind ? { before: slug(behind) } : { below: slug(above(link)) };
  }

  async function go(path, where, way) {
    if (root.ariaBusy === "true") return;
    root.ariaBusy = "true";
    say(root.dataset.moves);
    try {
      await send(path, { shown: shown(), ...where }, way);
    } catch {
      say(root.dataset.unmoved);
      tell(root.dataset.unmoved, null);
    } finally {
      root.ariaBusy = "false";
    }
  }

  async function send(path, fields, way) {
    const token = document.querySelector('[name="csrf_token"]').value;
    const answer = await fetch(`${path}/place`, {
      method: "POST",
      body: new URLSearchParams({ csrf_token: token, ...fields }),
      headers: { accept: "application/json", "x-requested-with": "fetch" },
    });
    const told = await answer.json();
    if (told.ask) {
      if (await agreed(told.ask, root.dataset.yes)) await send(path, { ...fields, confirmed: "1" }, way);
      else { say(""); find(path)?.focus(); }
      return;
    }
    if (!told.tree) throw new Error(`not moved: ${answer.status}`);
    await redraw(answer, told, path);
    say(told.said);
    tell(told.said, answer.ok && way ? () => go(path, { from: told.below, ...way }, null) : null);
  }

  const find = (path) => [...root.querySelectorAll("a")].find((link) => link.pathname === path);

  // Shows the page at its new place, and opens the branch that it went into.
  async function redraw(answer, told, path) {
    const fresh = fieldFragment(answer, told.tree).querySelector(".tree");
    const current = root.querySelector("[aria-current]");
    if (told.crumbs && current?.pathname === location.pathname) { // not on the page's other screens, which have more crumbs
      document.querySelector(".crumbs")?.replaceWith(fieldFragment(answer, told.crumbs));
    }
    root.replaceChildren(...fresh.childNodes);
    branches.recall();
    const parent = [...root.querySelectorAll("a")].find((link) => slug(link) === told.below && told.below);
    const twist = parent?.parentElement.querySelector(':scope > .twist[aria-expanded="false"]');
    if (twist) await branches.open(twist);
    (find(path) ?? parent)?.focus();
  }

  // The line below the tree: what happened, and one button that takes it back.
  function tell(said, undo) {
    document.getElementById("moved")?.remove();
    const line = document.createElement("p");
    line.id = "moved";
    line.textContent = said;
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn link";
      button.textContent = root.dataset.undo;
      button.addEventListener("click", undo, { once: true });
      line.append(" ", button);
    }
    root.after(line);
  }
}

// Dropped on another space, the page asks for its place there.
function otherSpaces(dragged) {
  const list = document.querySelector('[aria-labelledby="other-spaces"]');
  list?.addEventListener("dragover", (event) => { if (dragged() && event.target.closest("a")) event.preventDefault(); });
  list?.addEventListener("drop", (event) => {
    const space = event.target.closest("a");
    if (!dragged() || !space) return;
    event.preventDefault();
    const key = space.pathname.split("/").filter(Boolean).pop();
    location.assign(`${linkOf(dragged()).pathname}/move?space=${key}`);
  });
}

function agreed(text, label) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-text").textContent = text;
  document.getElementById("confirm-yes").textContent = label;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
