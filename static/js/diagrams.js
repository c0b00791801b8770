// Draws the mermaid blocks of a text, one after the other, each in a sandboxed frame of its own (wiki/embed/views.py). The block
// itself stays as what it is: the text of the diagram, folded away once there is a drawing, and in sight when there is none.

const ADDRESS = "/embed/diagram";
const frames = new Map(); // frame → { source, isDrawn, settle }
const isDark = matchMedia("(prefers-color-scheme: dark)");
let last = Promise.resolve();

export function drawDiagrams(element) {
  const words = element.closest("[data-diagram]").dataset;
  for (const code of element.querySelectorAll("pre > code.language-mermaid")) {
    const block = code.closest(".scroll");
    if (!block || block.closest(".diagram")) continue;
    last = last.then(() => block.isConnected && draw(block, code.textContent, words));
  }
}

// Draws the diagram of a text that is being written: in the frame that is there, else in a new one.
export function redrawDiagram(place, source) {
  const frame = place.querySelector("iframe");
  const known = frames.get(frame);
  if (known) { known.source = source; send(frame, known); return; }
  const block = document.createElement("div");
  block.className = "scroll";
  const code = document.createElement("code");
  code.className = "language-mermaid";
  code.textContent = source;
  const pre = document.createElement("pre");
  pre.append(code);
  block.append(pre);
  place.replaceChildren(block);
  drawDiagrams(place);
}

function draw(block, source, words) {
  const figure = document.createElement("figure");
  figure.className = "diagram waiting";
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.title = words.diagram;
  frame.src = ADDRESS;
  const text = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = words.diagramSource;
  text.append(summary);
  text.open = true;
  block.before(figure);
  text.append(block);
  figure.append(frame, text);
  return new Promise((settle) => {
    frames.set(frame, { source, words, settle, text });
    setTimeout(settle, 10_000); // the next one need not wait for a frame that says nothing
  });
}

addEventListener("message", ({ source, data }) => {
  const frame = [...frames.keys()].find((one) => one.contentWindow && one.contentWindow === source);
  if (!frame || typeof data !== "object" || data === null) return;
  const known = frames.get(frame);
  if (data.isReady === true) return send(frame, known);
  if (typeof data.problem === "string") complain(frame, known, data.problem);
  else if (Number.isInteger(data.height) && data.height > 0 && data.height < 20_000) show(frame, known, data.height);
  known.settle();
});

function send(frame, { source }) {
  const theme = document.documentElement.dataset.theme;
  const dark = !matchMedia("print").matches && (theme === "dark" || (theme !== "light" && isDark.matches));
  frame.contentWindow.postMessage({ source, isDark: dark }, "*"); // the frame's origin is unlike any other
}

function show(frame, known, height) {
  frame.height = height;
  const figure = frame.parentElement;
  if (!figure.classList.contains("waiting")) return;
  figure.classList.remove("waiting");
  known.text.open = false;
}

function complain(frame, known, problem) {
  const place = document.createElement("p");
  place.className = "diagram-problem";
  const detail = document.createElement("span");
  detail.textContent = problem;
  place.append(known.words.diagramFailed, " ", detail);
  frame.replaceWith(place);
  frames.delete(frame);
}

function again() {
  for (const [frame, known] of frames) if (frame.isConnected) send(frame, known); else frames.delete(frame);
}

isDark.addEventListener("change", again);
matchMedia("print").addEventListener("change", again);
