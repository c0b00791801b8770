// What the lists of the visual editor offer, read from the form and asked of the wiki.

import { say } from "../app.js";

export function offered(form) {
  const { dataset: words } = form.querySelector(".editor-visual");
  return {
    say,
    blocks: [...form.querySelectorAll(".offers > li")].map((item) => ({ ...item.dataset, face: item.firstChild })),
    overview: { line: form.querySelector(".counts"), menu: form.querySelector(".outline"), language: form.dataset.language },
    finder: form.querySelector(".find-bar"),
    attach: () => form.querySelector("[data-attach]").click(),
    emojis: () => asked(words.emojis),
    mentions: async (find) => (await asked(words.people, { find, parent: words.beside })).mentions,
    targets: async (find) => (await asked(words.find, { find })).targets,
  };
}

async function asked(address, values = {}) {
  const response = await fetch(`${address}?${new URLSearchParams(values)}`, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}
