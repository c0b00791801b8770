// Draws one mermaid diagram inside the sandboxed frame /embed/diagram. The frame has no origin, no network and no storage; it
// is told the source and the look by a message, and answers with the height of what it drew or with what is wrong.

import mermaid from "mermaid";

let drawn = 0;
let last = Promise.resolve();

addEventListener("message", ({ source, data }) => {
  if (source !== parent || typeof data?.source !== "string") return;
  last = last.then(() => draw(data));
});

async function draw({ source, isDark }) {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: isDark ? "dark" : "neutral",
    fontFamily: "system-ui, sans-serif",
    suppressErrorRendering: true,
    maxTextSize: 50_000,
    maxEdges: 1_000,
  });
  document.documentElement.style.colorScheme = isDark ? "dark" : "light";
  const place = document.getElementById("diagram");
  try {
    const { svg } = await mermaid.render(`diagram-${++drawn}`, source);
    place.innerHTML = svg;
    fit(place.firstElementChild);
    tell({ height: Math.ceil(place.getBoundingClientRect().height) });
  } catch (error) {
    place.replaceChildren();
    tell({ problem: String(error?.message ?? error).slice(0, 1_000) });
  }
}

// A drawing shrinks to the width there is, but only as far as it can be read; then it scrolls.
function fit(drawing) {
  const width = drawing.viewBox.baseVal.width;
  drawing.removeAttribute("width");
  drawing.style.cssText = `width: 100%; max-width: ${width}px; min-width: ${Math.round(width * 0.6)}px;`;
}

function tell(what) {
  parent.postMessage(what, "*"); // frame-ancestors lets none but the wiki's own pages be the parent
}

addEventListener("resize", () => {
  const place = document.getElementById("diagram");
  if (place.firstChild) tell({ height: Math.ceil(place.getBoundingClientRect().height) });
});

tell({ isReady: true });
