// Opens and closes branches of the page tree and fetches what is not there yet. Right and left open and close by key.

import { fragment } from "../html.js";
import { attach, say } from "../app.js";

export default function tree(root) {
  root.addEventListener("click", (event) => {
    const twist = event.target.closest(".twist");
    if (twist) turn(root, twist, twist.ariaExpanded !== "true");
  });
  root.addEventListener("keydown", (event) => {
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
}

async function turn(root, twist, open) {
  if (open && twist.dataset.src && !(await fill(root, twist))) return;
  twist.ariaExpanded = String(open);
}

async function fill(root, twist) {
  if (twist.ariaBusy === "true") return false;
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
