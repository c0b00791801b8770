// Attaches behaviours: data-controller="name …" loads controllers/name.js and calls its default export with the element.
// data-on="click focusin" waits for the first such event inside; data-media="(…)" attaches only where it matches.
// data-kept="…" does not wait where this browser has kept something under that name.
// Everything works without: a controller that does not load leaves a plain page.

const attached = new WeakMap();

async function start(element, name) {
  const names = attached.get(element) ?? new Set();
  if (names.has(name) || !/^[a-z-]+$/.test(name)) return;
  attached.set(element, names.add(name));
  const { default: controller } = await import(`./controllers/${name}.js`);
  controller(element);
}

const startAll = (element) => Promise.all(element.dataset.controller.split(" ").map((name) => start(element, name)));

function wait(element, types) {
  let pending;
  const wake = async (event) => {
    // A click that comes before the behaviour is held back and given again, so that the first click counts.
    const plain = event.type === "click" && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const control = plain && event.target.closest("button, [data-controller][href]");
    if (control) { event.preventDefault(); event.stopPropagation(); }
    pending ??= startAll(element);
    const failed = await pending.then(() => false, () => true);
    for (const type of types) element.removeEventListener(type, wake, true);
    if (control && failed && control.href) location.assign(control.href);
    else if (control) control.click();
  };
  for (const type of types) element.addEventListener(type, wake, true);
}

// Settles when the behaviours that wait for nothing are there.
export function attach(root) {
  const starting = [];
  const elements = [...root.querySelectorAll("[data-controller]")];
  if (root.dataset?.controller) elements.unshift(root);
  for (const element of elements) {
    const { on, media, kept } = element.dataset;
    if (media && !matchMedia(media).matches) continue;
    if (on && !(kept && stored(kept))) wait(element, on.split(" ")); else starting.push(startAll(element));
  }
  return Promise.allSettled(starting);
}

function stored(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

// A word for those who do not see the screen change; the text comes from a data- attribute.
export function say(text) {
  const status = document.getElementById("status");
  if (status) { status.textContent = ""; requestAnimationFrame(() => { status.textContent = text; }); }
}

attach(document).then(() => { document.documentElement.dataset.attached = ""; });
