// A glance at the page behind a link: pointing at it or reaching it by key for a moment opens a box with its first lines.
// Escape, leaving the link or scrolling closes it. What the reader may not read shows nothing.

import { fragment } from "../html.js";

const WAIT = 300;
const known = new Map();
let box;
let timer;
let present;

export default function glance(element) {
  element.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") soon(linkOf(event.target)); });
  element.addEventListener("pointerout", (event) => { if (!box?.contains(event.relatedTarget)) close(); });
  element.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) soon(linkOf(event.target)); });
  element.addEventListener("focusout", close);
  addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  addEventListener("scroll", close, { passive: true });
  // What woke this behaviour came before it listened.
  const first = element.querySelector("a[href]:is(:hover, :focus-visible)");
  if (first) soon(linkOf(first));
}

// Addresses of pages alone: neither actions nor places outside, nor the page that is shown.
function linkOf(target) {
  const link = target.closest("a[href]");
  const { pathname, origin } = link ? new URL(link.href) : {};
  const isPage = origin === location.origin && /^\/s\/[^/]+\/[^/]+$/.test(pathname ?? "") && !link.matches(".missing, .file");
  return isPage && pathname !== location.pathname ? link : null;
}

function soon(link) {
  if (link === present) return;
  close();
  if (!link) return;
  present = link;
  timer = setTimeout(() => open(link).catch(() => {}), WAIT);
}

async function open(link) {
  const path = new URL(link.href).pathname;
  if (!known.has(path)) known.set(path, read(path));
  const parts = await known.get(path);
  if (!parts || link !== present) return;
  box ??= make();
  box.replaceChildren(parts.cloneNode(true));
  link.setAttribute("aria-describedby", box.id);
  (link.closest("main") ?? document.body).append(box);
  place(link);
}

// A page that cannot be had leaves a plain link.
async function read(path) {
  const response = await fetch(`${path}/glance`, { headers: { Accept: "text/html" } }).catch(() => null);
  return response?.ok ? fragment(response).catch(() => null) : null;
}

function make() {
  const made = document.createElement("div");
  made.id = "glance";
  made.className = "glance";
  made.role = "tooltip";
  made.addEventListener("pointerleave", close);
  return made;
}

function place(link) {
  const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const above = at.bottom + height + 8 > innerHeight && at.top > height + 8;
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  box.style.top = `${above ? at.top - height + 1 : at.bottom - 1}px`; // touching the link, so that the pointer can go there
}

function close() {
  clearTimeout(timer);
  present?.removeAttribute("aria-describedby");
  present = null;
  box?.remove();
}
