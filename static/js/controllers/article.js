// A page's text: links from outside (#x) reach #user-content-x, headings offer their address, wide parts scroll by key.

import { say } from "../app.js";

const WIDE = ".scroll, pre";

const PREFIX = "user-content-";

export default function article(element) {
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) reach(target, element.dataset.wide);
  });
  for (const part of element.querySelectorAll(WIDE)) if (!part.parentElement.closest(WIDE)) watch.observe(part);
  if (element.querySelector("code.language-mermaid")) import("../diagrams.js").then(({ drawDiagrams }) => drawDiagrams(element));
  for (const heading of element.querySelectorAll(`:is(h1, h2, h3, h4, h5, h6)[id^="${PREFIX}"]`)) {
    if (!heading.querySelector(".anchor")) heading.append(anchor(heading, element));
  }
  addEventListener("hashchange", jump);
  jump();
}

// What scrolls is reached by key; what does not is no stop on the way.
function reach(part, label) {
  const isWide = part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight;
  if (!isWide) return part.removeAttribute("tabindex");
  part.tabIndex = 0;
  part.role = "group";
  if (!part.hasAttribute("aria-labelledby")) part.ariaLabel ??= label;
}

function anchor(heading, element) {
  const link = document.createElement("a");
  link.className = "anchor";
  link.href = `#${heading.id}`;
  link.textContent = "#";
  link.title = link.ariaLabel = element.dataset.link;
  link.addEventListener("click", async () => {
    // On plain http there is no clipboard; the address bar shows the address all the same.
    await navigator.clipboard?.writeText(link.href);
    if (navigator.clipboard) say(element.dataset.copied);
  });
  return link;
}

function jump() {
  const name = decode(location.hash.slice(1));
  if (!name || name.startsWith(PREFIX) || document.getElementById(name)) return;
  document.getElementById(PREFIX + name)?.scrollIntoView();
}

function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}
