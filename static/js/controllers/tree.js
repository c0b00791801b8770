// Opens and closes branches of the page tree, fetches what is not there yet, and remembers what was opened by hand.
// Right and left open and close by key. Whoever may move pages drags them, or steps them with Alt and Shift (tree/moving.js).

import { fragment } from "../html.js";
import { attach, say } from "../app.js";
import { remember, remembered } from "../tree/memory.js";

export default function tree(root) {
  root.addEventListener("click", (event) => {
    const twist = event.target.closest(".twist");
    if (twist) turn(root, twist, twist.ariaExpanded !== "true");
  });
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const item = event.target.closest("li");
    const twist = item?.querySelector(":scope > .twist");
    const open = twist?.ariaExpanded === "true";
    if (event.key === "ArrowRight" && twist) {
      if (open) item.querySelector(":scope li a")?.focus(); else turn(root, twist, true);
    } else if (event.key === "ArrowLeft") {
      if (open) turn(root, twist, false); else item?.parentElement.closest("li")?.querySelector("a").focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const links = [...root.querySelectorAll("a")].filter((link) => link.offsetParent);
      links[links.indexOf(item.querySelector("a")) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else return;
    event.preventDefault();
  });
  recall(root, root);
  if (root.dataset.moves) {
    import("../tree/moving.js").then(({ default: moving }) => {
      moving(root, { open: (twist) => turn(root, twist, true), recall: () => recall(root, root) });
    });
  }
}

const branch = (item) => item.querySelector(":scope > a").pathname.split("/").pop();

async function turn(root, twist, open) {
  if (open && twist.dataset.src && !(await fill(root, twist))) return;
  twist.ariaExpanded = String(open);
  remember(root.dataset.space, branch(twist.parentElement), open);
}

// Opens and closes as the person left it; the way to the page that is shown stays open.
function recall(root, part) {
  for (const twist of part.querySelectorAll(".twist")) {
    const item = twist.parentElement;
    const open = remembered(root.dataset.space, branch(item));
    if (open && twist.ariaExpanded !== "true") {
      if (!twist.dataset.src) twist.ariaExpanded = "true";
      else fill(root, twist).then((filled) => { if (filled) { twist.ariaExpanded = "true"; recall(root, item.querySelector("ul")); } });
    } else if (open === false && !item.querySelector("li [aria-current]")) {
      twist.ariaExpanded = "false";
    }
  }
}

const filling = new WeakMap();

// Whether the branch is there; who asks while it is on its way waits for the same answer.
function fill(root, twist) {
  if (!filling.has(twist)) filling.set(twist, load(root, twist).finally(() => filling.delete(twist)));
  return filling.get(twist);
}

async function load(root, twist) {
  twist.ariaBusy = "true";
  try {
    const answer = await fetch(twist.dataset.src, { headers: { accept: "text/html" } });
    const children = await fragment(answer);
    attach(children);
    twist.parentElement.append(children);
    delete twist.dataset.src;
    return true;
  } catch {
    say(root.dataset.failed);
    return false;
  } finally {
    twist.ariaBusy = "false";
  }
}
