// A page's text: links from outside (#x) reach #user-content-x, headings offer their address and their section to be edited, wide parts scroll by key.

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
    if (heading.querySelector(".anchor")) continue;
    const { edit } = element.dataset;
    const title = heading.textContent;
    heading.append(anchor(heading, element));
    if (edit && heading.parentElement === element) heading.append(pencil(heading, title, element.dataset));
  }
  const strip = document.getElementById("visit");
  if (strip) tellNews(strip);
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

function pencil(heading, title, { edit, editWord, editLabel }) {
  const link = document.createElement("a");
  link.className = "edit-section";
  link.href = `${edit}?section=${encodeURIComponent(heading.id.slice(PREFIX.length))}`;
  link.textContent = editWord;
  link.ariaLabel = editLabel.replace("{title}", () => title);
  return link;
}

// "Changed since your visit": this browser remembers which version of a page it saw last, and when; nobody else learns
// of it, and signing out removes it. It stands here because every page would have to load a file for it.
const VISITS = `werkbuch.visits.${document.body.dataset.person}`; // of this person: whoever comes next on this computer sees other ones
const MOST_PAGES = 500;
const VISIT = 30 * 60 * 1000; // looks within half an hour belong to one visit: loading again takes nothing away

function tellNews(strip) {
  const { page, number, text } = strip.dataset;
  const last = seen(page, Number(number), Date.now());
  if (!last || last.number >= Number(number)) return;
  const when = new Date(last.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  strip.querySelector("span").textContent = text.replace("{when}", when);
  strip.querySelector("a").search = `?from=${last.number}&to=${number}`;
  strip.hidden = false;
}

// What was seen at the visit before this one, as { number, at }, or null; this look is noted. What one has just saved
// oneself is no news.
function seen(page, number, now) {
  const known = visits();
  const entry = known[page];
  const isSameVisit = entry && now - entry.at < VISIT;
  const isOwnSave = new URLSearchParams(location.search).has("said");
  const before = isOwnSave ? null : isSameVisit ? entry.before : entry && { number: entry.number, at: entry.at };
  const title = document.querySelector("main h1")?.textContent.trim().slice(0, 250); // for the palette (visits.js)
  known[page] = { number, at: now, before: before ?? null, title, href: location.pathname };
  const latest = Object.entries(known).sort(([, one], [, other]) => other.at - one.at).slice(0, MOST_PAGES);
  try { localStorage.setItem(VISITS, JSON.stringify(Object.fromEntries(latest))); } catch { /* full or switched off */ }
  return before ?? null;
}

function visits() {
  try { return JSON.parse(localStorage.getItem(VISITS)) ?? {}; } catch { return {}; }
}

function jump() {
  const name = decode(location.hash.slice(1));
  if (!name || name.startsWith(PREFIX) || document.getElementById(name)) return;
  document.getElementById(PREFIX + name)?.scrollIntoView();
}

function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}
