// The Markdown of a page as text, for those who prefer it: highlighted, wrapped, with search. A bundle of its own, loaded when
// somebody writes so; the textarea behind it stays the one truth. It lives in a shadow root, where its styles are adopted
// sheets: the content security policy lets no style element in.

import { defaultKeymap, history, historyKeymap, isolateHistory, redo, undo } from "@codemirror/commands";
import { HighlightStyle, Language, defineLanguageFacet, languageDataProp, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { GFM, parser } from "@lezer/markdown";

const FRAMES = 4;

/**
 * @typedef {object} Screen what the page around offers
 * @property {{ label: string, phrases: Record<string, string> }} words
 * @property {(text: string) => void} changed
 * @property {(tool: string) => void} use
 * @typedef {{ caret: number, anchor: number, top: number | null }} Spot a caret, and a place with its distance from the window's edge
 */
export class Raw {
  /** @param {HTMLElement} place @param {string[]} texts the last one is shown, undo leads to those before @param {Screen} screen */
  constructor(place, texts, screen) {
    this.screen = screen;
    this.place = place;
    const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
    const tool = (name) => () => { screen.use(name); return true; };
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: texts[0],
        extensions: [
          keymap.of([
            { key: "Mod-b", run: tool("bold") }, { key: "Mod-i", run: tool("italic") }, { key: "Mod-k", run: tool("link") },
            { key: "Enter", run: goOn }, ...searchKeymap, ...historyKeymap, ...defaultKeymap,
          ]),
          history(), search({ top: true }), EditorView.lineWrapping, new Language(facts, markdown, [], "markdown").extension,
          syntaxHighlighting(colours), look, EditorState.phrases.of(screen.words.phrases), EditorState.tabSize.of(4),
          EditorView.contentAttributes.of({ "aria-label": screen.words.label, spellcheck: "true", autocapitalize: "sentences" }),
          EditorView.domEventHandlers({ drop: (event) => event.dataTransfer.types.includes("Files") }), // they are attached
          EditorView.updateListener.of((update) => { if (update.docChanged) screen.changed(this.text); }),
        ],
      }),
    });
    for (const text of texts.slice(1)) this.show(text);
  }

  get text() { return this.view.state.doc.toString(); }

  /** Where the selection begins and ends. */
  get selection() { const { from, to } = this.view.state.selection.main; return [from, to]; }

  /** Shows another text in one step that undo takes back; the caret stays with its words. @param {string} text */
  show(text) {
    const was = this.text;
    if (was === text) return;
    let start = 0;
    while (start < Math.min(was.length, text.length) && was[start] === text[start]) start += 1;
    let behind = 0;
    while (behind < Math.min(was.length, text.length) - start && was.at(-1 - behind) === text.at(-1 - behind)) behind += 1;
    const insert = text.slice(start, text.length - behind);
    this.view.dispatch({ changes: { from: start, to: was.length - behind, insert }, annotations: isolateHistory.of("full") });
  }

  /** @param {{ start: number, end: number, insert: string, from: number, to: number }} change as of js/editor/markdown.js */
  change({ start, end, insert, from, to }) {
    this.view.dispatch({ changes: { from: start, to: end, insert }, selection: { anchor: from, head: to }, scrollIntoView: true, annotations: isolateHistory.of("full") });
    this.view.focus();
  }

  insert(markdown) { this.view.dispatch(this.view.state.replaceSelection(markdown), { scrollIntoView: true }); this.view.focus(); }

  run(name) {
    ({ undo, redo, find: openSearchPanel })[name]?.(this.view);
  }

  /** @returns {Spot} */
  spot() {
    const caret = this.view.state.selection.main.head;
    const { top, bottom, left } = this.view.scrollDOM.getBoundingClientRect();
    const [above, below] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    const isSeen = (at) => at && at.top >= above && at.bottom <= below;
    if (isSeen(this.view.coordsAtPos(caret))) return { caret, anchor: caret, top: this.view.coordsAtPos(caret).top };
    const anchor = this.view.posAtCoords({ x: left + 40, y: (above + below) / 2 }, false);
    return { caret, anchor, top: this.view.coordsAtPos(anchor)?.top ?? null };
  }

  /** @param {Spot} spot */
  go({ caret, anchor, top }) {
    const most = this.view.state.doc.length;
    this.view.dispatch({ selection: { anchor: Math.min(caret, most) } });
    if (top === null) return;
    this.hold(Math.min(anchor, most), top, FRAMES);
  }

  // That place stands at this distance from the window's edge: nearer with each frame, as lines are measured when they are drawn.
  hold(position, top, frames) {
    const { scrollDOM } = this.view;
    const found = this.view.coordsAtPos(position)?.top ?? this.view.documentTop + this.view.lineBlockAt(position).top;
    const before = scrollDOM.scrollTop;
    scrollDOM.scrollTop += found - top;
    scrollBy(0, found - top - (scrollDOM.scrollTop - before));
    if (frames) requestAnimationFrame(() => this.hold(position, top, frames - 1));
  }

  select(from, to) { this.view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true }); }

  focus() { this.view.focus(); }
}

const facts = defineLanguageFacet();

// What stands between lines of dashes at the very start is no text, and [[Title]] is one link.
const markdown = parser.configure([GFM, {
  props: [languageDataProp.add({ Document: facts })],
  defineNodes: [{ name: "Properties", block: true, style: tags.meta }, { name: "PageLink", style: tags.link }],
  parseBlock: [{
    name: "Properties",
    before: "HorizontalRule",
    parse(context, line) {
      if (context.lineStart !== 0 || !/^---[ \t]*$/.test(line.text)) return false;
      while (context.nextLine() && !/^(?:---|\.\.\.)[ \t]*$/.test(line.text));
      context.nextLine();
      context.addElement(context.elt("Properties", 0, context.prevLineEnd()));
      return true;
    },
  }],
  parseInline: [{
    name: "PageLink",
    before: "Link",
    parse(context, next, position) {
      const found = next === 91 && /^\[\[[^[\]\n]+\]\]/.exec(context.slice(position, Math.min(context.end, position + 500)));
      return found ? context.addElement(context.elt("PageLink", position, position + found[0].length)) : -1;
    },
  }],
}]);

const MARK = /^(?<indent>[ \t]*)(?:(?<bullet>[-*+])|(?<number>\d{1,8})(?<close>[.)])|(?<quote>>))(?<gap>[ \t]+)(?<task>\[[ xX]\] )?/;

// Enter in an item of a list or in a quotation begins the next; in an empty one it ends the list.
function goOn({ state, dispatch }) {
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const found = MARK.exec(line.text);
  if (!main.empty || !found || main.head < line.from + found[0].length || isCode(state, main.head)) return false;
  if (found[0].length === line.text.length) {
    dispatch(state.update({ changes: { from: line.from, to: line.to, insert: "\n" }, selection: { anchor: line.from + 1 }, scrollIntoView: true, userEvent: "input" }));
    return true;
  }
  const { indent, bullet, number, close, quote, gap, task } = found.groups;
  const insert = `\n${indent}${bullet ?? quote ?? `${Number(number) + 1}${close}`}${gap}${task ? "[ ] " : ""}`;
  dispatch(state.update({ changes: { from: main.head, insert }, selection: { anchor: main.head + insert.length }, scrollIntoView: true, userEvent: "input" }));
  return true;
}

function isCode(state, at) {
  for (let node = syntaxTree(state).resolveInner(at, -1); node; node = node.parent) if (/Code|Properties/.test(node.name)) return true;
  return false;
}

const colours = HighlightStyle.define([
  { tag: tags.heading, color: "var(--ink)", fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], color: "var(--accent)" },
  { tag: tags.monospace, color: "var(--violet)" },
  { tag: [tags.processingInstruction, tags.contentSeparator, tags.labelName], color: "var(--muted)" },
  { tag: tags.quote, color: "var(--muted)" },
  { tag: [tags.meta, tags.comment], color: "var(--muted)" },
  { tag: tags.atom, color: "var(--note)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", fontSize: "inherit" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "var(--s3) 0", caretColor: "var(--ink)", minHeight: "100%" },
  ".cm-line": { padding: "0 var(--s4)" },
  ".cm-searchMatch": { backgroundColor: "var(--mark)", outline: "1px solid var(--edge)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--accent-soft)", outline: "2px solid var(--accent)" },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-soft)" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { display: "flex", flexWrap: "wrap", alignItems: "center", gap: "var(--s1) var(--s2)", padding: "var(--s2) 2.75rem var(--s2) var(--s3)", fontFamily: "var(--font)" },
  ".cm-panel.cm-search br": { flexBasis: "100%", height: "0" },
  ".cm-panel.cm-search :is(input, button, label)": { margin: "0", fontSize: ".875rem" },
  ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", gap: "var(--s1)", minHeight: "1.75rem" },
  ".cm-panel.cm-search [name=close]": { top: "var(--s1)", right: "var(--s1)", width: "2rem", height: "2rem", color: "var(--muted)", fontSize: "1.25rem", cursor: "pointer" },
  ".cm-textfield": { minHeight: "1.75rem", flex: "0 1 14rem", minWidth: "0", border: "1px solid var(--edge)", borderRadius: "4px", backgroundColor: "var(--surface)", color: "var(--ink)" },
  ".cm-button": { minHeight: "1.75rem", border: "1px solid var(--rim)", borderRadius: "4px", backgroundImage: "none", backgroundColor: "var(--surface)", color: "var(--ink)", cursor: "pointer" },
  ":is(.cm-textfield, .cm-button, input, button):focus-visible": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
});
