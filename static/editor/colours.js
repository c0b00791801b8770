// Code in the colours of the page: the server colours it, by the page's own pipeline, and its spans are laid over the text here.
// Until its answer is there, colours move with the text.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { schema } from "./schema.js";
import { codeLines } from "./serialise.js";

const { nodes } = schema;
const PAUSE = 400; // milliseconds after the last change
const LONGEST = 10_000; // characters of a block, as wiki/render/highlight.py
const key = new PluginKey("colours");

/** @param {import("./visual.js").Screen} screen */
export const colours = (screen) => new Plugin({
  key,
  state: {
    init: () => DecorationSet.empty,
    apply: (tr, set) => (tr.getMeta(key) ?? []).reduce(painted, tr.docChanged ? set.map(tr.mapping, tr.doc) : set),
  },
  props: { decorations: (state) => key.getState(state) },
  view: (view) => new Painter(view, screen),
});

function painted(set, { at, end, doc, spans }) {
  const fresh = spans.map(([from, to, name]) => Decoration.inline(at + 1 + from, at + 1 + to, { class: name }));
  return set.remove(set.find(at, end)).add(doc, fresh);
}

class Painter {
  constructor(view, screen) {
    Object.assign(this, { view, screen, known: new WeakSet() });
    this.begin();
  }

  update(view, { doc }) { if (view.state.doc !== doc) this.begin(); }

  destroy() { clearTimeout(this.timer); this.isOver = true; }

  begin() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.paint(), PAUSE);
  }

  async paint() {
    const fresh = blocks(this.view.state.doc).map(([node]) => node).filter((node) => !this.known.has(node));
    const answers = new Map(await Promise.all(fresh.map(async (node) => [node, await this.spans(node)])));
    if (this.isOver || !fresh.length) return;
    const { doc, tr } = this.view.state; // blocks that were changed meanwhile are other nodes by now
    const news = blocks(doc).filter(([node]) => answers.get(node)).map(([node, at]) => ({ at, end: at + node.nodeSize, doc, spans: answers.get(node) }));
    for (const [node, spans] of answers) if (spans) this.known.add(node);
    if (news.length) this.view.dispatch(tr.setMeta(key, news).setMeta("addToHistory", false));
  }

  // [from, to, class] of each piece; null where the server did not say.
  async spans(node) {
    if (!node.attrs.info.trim() || node.textContent.length > LONGEST) return [];
    try {
      return spansOf(await this.screen.shown(codeLines(node).join("\n")), node.textContent);
    } catch { return null; }
  }
}

function blocks(doc) {
  const found = [];
  doc.descendants((node, at) => { if (node.type === nodes.code_block) found.push([node, at]); return !node.isTextblock; });
  return found;
}

function spansOf(fragment, text) {
  const code = fragment.querySelector("pre > code");
  if (!code || code.textContent.replace(/\n$/, "") !== text) return [];
  const found = [];
  let from = 0;
  for (const child of code.childNodes) {
    const to = Math.min(from + child.textContent.length, text.length);
    if (child.className && to > from) found.push([from, to, child.className]);
    from = to;
  }
  return found;
}
