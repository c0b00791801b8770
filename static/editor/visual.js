// The visual editor on the edit screen. It shows a Markdown text as a page, and gives it back with nothing changed but what was
// edited (`save.js`).

import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { closeHistory, history } from "prosemirror-history";
import { DOMSerializer, Fragment, Slice } from "prosemirror-model";
import { EditorState, NodeSelection, Plugin, TextSelection } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";

import { isFollowed } from "./addresses.js";
import { calloutTitles } from "./callout_titles.js";
import { nodeViews, selectedInline } from "./cards.js";
import { colours } from "./colours.js";
import { COMMANDS, active } from "./commands.js";
import { target } from "./dialect/wikilinks.js";
import { editInside } from "./formulas.js";
import { kindActs } from "./kinds.js";
import { leaving } from "./leaving.js";
import { editNote } from "./notes.js";
import { offers } from "./offers.js";
import { overview } from "./overview.js";
import { body, parse } from "./parse.js";
import { editPicture } from "./pictures.js";
import { carrying, copied, take } from "./pasting.js";
import { go, spot } from "./places.js";
import { Saving } from "./save.js";
import { schema } from "./schema.js";
import { inlineSource } from "./serialise_inline.js";
import { emojiShown, once } from "./emoji.js";
import { hint } from "./slash.js";
import { suggesting } from "./suggesting.js";
import { keys, typing } from "./typing.js";

const { nodes, marks } = schema;
const OPENED = [nodes.formula, nodes.footnote, nodes.inline_card]; // by a click: their source cannot be seen
const MOST_KNOWN = 9;
const LONG = 300; // blocks
const ROOM = { top: 8, right: 8, bottom: 72, left: 8 }; // pixels; tools stand over the lower edge

/**
 * @typedef {object} Screen what the page around offers
 * @property {Record<string, string>} words
 * @property {() => void} changed the document was edited
 * @property {(names: Set<string>, can: (name: string) => boolean) => void} selected
 * @property {(source: string) => Promise<DocumentFragment>} shown what the server makes of a source
 * @property {(question: { title: string, label: string, value: string, remove?: string }) => Promise<string | null>} ask
 * @property {(question: object) => Promise<Record<string, string> | "" | null>} compose asks for several values (static/js/editor/asking.js)
 * @property {(place: HTMLElement, source: string) => void} diagram draws a diagram there
 * @property {(src: string) => Promise<HTMLCanvasElement> | null} held a picture that waits for its page to be saved
 * @property {(place: HTMLElement, changed: (head: string) => void) => { show(head: string, end: string): void, begin(): void }} properties a form above the text
 * @property {(html: string) => Document} inert
 * @property {(text: string) => Promise<{ title: string, link: string, space: string }[]>} targets pages that a link could name
 * @property {import("./slash.js").Block[]} blocks what a page can consist of
 * @property {() => void} attach asks for files
 * @property {() => Promise<string[][]>} emojis lists of a character and its names
 * @property {HTMLElement} finder the bar of find and replace
 * @property {Parameters<typeof overview>[0]} overview where length and headings are told
 * @property {(text: string) => void} say tells those who do not see the screen change
 */
export class Visual {
  /** @param {HTMLElement} place @param {string | string[]} markdown undo leads to the former of several @param {Screen} screen */
  constructor(place, markdown, screen) {
    const [first, ...later] = [markdown].flat();
    this.place = place;
    this.screen = { ...screen, emojis: once(screen.emojis), read: (source) => this.read(source), editInline: (view, at) => this.editInline(view, at) };
    this.known = []; // texts that were read: where the document is one of them again, its bytes are those
    this.take(first);
    const { words } = screen;
    this.properties = screen.properties(place, (head) => {
      this.begin({ ...this.source, head });
      this.saved = { doc: null };
      screen.changed();
    });
    this.properties.show(this.source.head, this.source.end);
    this.view = new EditorView(place, {
      state: this.stateOf(this.source.doc),
      nodeViews: nodeViews(this.screen),
      attributes: ({ doc }) => ({ role: "textbox", "aria-multiline": "true", "aria-label": words.text, class: doc.childCount > LONG ? "text visual-text long" : "text visual-text", spellcheck: "true" }),
      dispatchTransaction: (tr) => this.apply(tr),
      handleDOMEvents: {
        paste: (view, event) => this.taken(view, event, event.clipboardData),
        drop: (view, event) => this.dropped(view, event),
        click: (_view, event) => { if (event.target.closest?.("a")) event.preventDefault(); return false; },
      },
      ...carrying(),
      clipboardTextSerializer: copied,
      handleKeyDown: (view, event) => this.opened(view, event),
      handleClickOn: (view, _pos, node, at, event, isDirect) => isDirect && !event.shiftKey && OPENED.includes(node.type) && (this.editInline(view, at), true),
      scrollMargin: ROOM,
      scrollThreshold: ROOM,
    });
    for (const text of later) this.show(text);
    this.tell();
  }

  take(markdown) {
    this.begin(parse(markdown));
    this.saved = { doc: this.source.doc, markdown, isRead: true };
    this.known = [...this.known.slice(-MOST_KNOWN), { source: this.source, markdown }];
  }

  stateOf(doc) {
    const plugins = [here(), overview(this.screen.overview), hint(this.screen.words), emojiShown(this.screen.emojis), calloutTitles(this.screen.words), leaving(), colours(this.screen), suggesting(offers(this.screen, (name) => this.act(name)), this.screen.words, this.screen.say), typing(), ...keys({ "Mod-k": () => { this.editLink(); return true; }, "Mod-f": () => this.act("find") }), history(), dropCursor(), gapCursor(), tableEditing()];
    return EditorState.create({ doc, plugins });
  }

  // What is shown from now on is written over this source.
  begin(source) {
    this.source = source;
    this.saving = new Saving(source);
  }

  apply(tr) {
    this.view.updateState(this.view.state.apply(tr));
    this.tell();
    if (tr.docChanged) this.screen.changed();
  }

  tell() {
    const { state } = this.view;
    this.screen.selected(active(state), (name) => COMMANDS[name]?.(state) ?? true);
  }

  /** The Markdown of what is shown; `isRead` is false where it would not be read back as it is shown. */
  written() {
    const { doc } = this.view.state;
    if (doc === this.saved.doc) return this.saved;
    const again = this.known.find(({ source }) => source.head === this.source.head && source.doc.content.size === doc.content.size && source.doc.eq(doc));
    this.saved = again ? { doc, markdown: again.markdown, isRead: true } : { doc, ...this.saving.written(doc) };
    return this.saved;
  }

  /** Where the caret stands in the Markdown, and something seen with its distance from the window's edge. @returns {import("./raw.js").Spot} */
  spot() { return spot(this.view, this.place, parse(this.written().markdown)); }

  /** The caret stands there, and what was seen is seen. @param {import("./raw.js").Spot} found */
  go(found) { go(this.view, this.place, parse(this.written().markdown), found); }

  /** What would be read otherwise than it is shown, for `static/js/editor/passages.js`; null where nothing would. */
  passage() {
    const { passage } = this.written();
    const look = (blocks) => DOMSerializer.fromSchema(schema).serializeFragment(Fragment.from(blocks));
    return passage ? { shown: look(passage.shown), read: look(passage.read), was: passage.was, is: passage.is } : null;
  }

  /** Shows another text; what is the same in both stays, and so do the caret and the way back. */
  show(markdown) {
    if (this.written().isRead && markdown === this.saved.markdown) return;
    const { doc } = this.view.state;
    const tr = closeHistory(this.view.state.tr);
    this.take(markdown);
    const next = this.source;
    this.properties.show(next.head, next.end);
    this.saved = { doc, markdown, isRead: true };
    if (doc.eq(next.doc)) return;
    const blocks = [...Array(next.doc.childCount).keys()];
    let [first, at] = [0, 0];
    while (first < blocks.length && first < doc.childCount && doc.child(first).eq(next.doc.child(first))) at += doc.child(first++).nodeSize;
    let [last, end] = [0, doc.content.size];
    while (last < Math.min(blocks.length, doc.childCount) - first && doc.child(doc.childCount - 1 - last).eq(next.doc.child(blocks.length - 1 - last))) end -= doc.child(doc.childCount - 1 - last++).nodeSize;
    const fresh = next.doc.children.slice(first, blocks.length - last);
    this.view.dispatch(fresh.length ? tr.replaceWith(at, end, fresh) : tr.delete(at, end));
    this.saved = { doc: this.view.state.doc, markdown, isRead: true };
  }

  run(name) {
    if (!this.act(name)) COMMANDS[name]?.(this.view.state, this.view.dispatch, this.view);
    if (!document.activeElement?.closest("dialog, .properties")) this.view.focus();
  }

  // What is no command of the text alone; false where it is none of these.
  act(name) {
    const acts = { link: () => this.editLink(), attach: () => this.screen.attach(), properties: () => this.properties.begin(), find: () => this.find(), ...kindActs(this.view, this.screen) };
    acts[name]?.();
    return name in acts;
  }

  async find() {
    try {
      const { Finding } = await import("./finding.js");
      this.finding ??= new Finding(this.view, this.screen.finder, this.screen.say);
      this.finding.open();
    } catch (problem) {
      console.warn(problem);
      this.screen.say(this.screen.words.failedPart);
    }
  }

  /** Puts Markdown in at the caret. */
  insert(markdown) {
    const { doc } = body(markdown);
    const isLine = doc.childCount === 1 && doc.firstChild.type === nodes.paragraph;
    const slice = new Slice(doc.content, isLine ? 1 : 0, isLine ? 1 : 0);
    this.view.dispatch(this.view.state.tr.replaceSelection(slice).scrollIntoView());
    this.view.focus();
  }

  read(source) { return body(source).blocks.map((block) => block.node); }

  focus() { this.view.focus(); }

  destroy() { this.view.destroy(); }

  taken(view, event, data) {
    const isTaken = take(view, data, this.screen.inert);
    if (isTaken && (data.types.includes("text/plain") || data.types.includes("text/html"))) event.preventDefault();
    return isTaken;
  }

  dropped(view, event) {
    if (view.dragging) return false; // from one place of the text to another
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
    if (at) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
    return this.taken(view, event, event.dataTransfer);
  }

  // Enter opens what is selected, where it has a source of its own.
  opened(view, event) {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || !selectedInline(view.state)) return false;
    this.editInline(view, view.state.selection.from);
    return true;
  }

  async editInline(view, at) {
    const node = view.state.doc.nodeAt(at);
    if (!node || node.isText) return;
    if (node.type === nodes.image) { await editPicture(view, at, this.screen); return; }
    if (node.type === nodes.formula) { await editInside(view, at, this.screen); return; }
    if (node.type === nodes.footnote && editNote(view, node.attrs.label, this.screen)) return;
    if (node.type === nodes.wiki_link) { view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, at))); await this.editLink(); return; }
    const { words } = this.screen;
    const source = inlineSource(nodes.paragraph.create(null, node.mark([])), { strength: 0 });
    const answer = await this.screen.ask({ title: words.source, label: words.markdown, value: source });
    if (answer !== null && answer !== source) {
      const { doc } = body(answer);
      const content = doc.firstChild.isTextblock && !doc.firstChild.type.spec.code ? doc.firstChild.content : schema.text(answer);
      view.dispatch(view.state.tr.replaceWith(at, at + node.nodeSize, content));
    }
    view.focus();
  }

  // One field for both kinds of link: an address, or the title of a page.
  async editLink() {
    const { view } = this;
    const found = linkAt(view.state);
    const { words } = this.screen;
    const answer = await this.screen.ask({ title: words.link, label: words.address, value: found.value, remove: found.value ? words.unlink : "" });
    if (answer !== null) view.dispatch(linked(view.state, found, answer.trim()));
    view.focus();
  }
}

// Of a long page, the block with the caret is laid out from its beginning: in one that is not yet, what is typed goes astray.
const here = () => new Plugin({ props: {
  decorations({ doc, selection: { $from } }) {
    return doc.childCount > LONG && $from.depth ? DecorationSet.create(doc, [Decoration.node($from.before(1), $from.after(1), { class: "here" })]) : null;
  },
} });

// The link at the selection: where it stands, its text, and what it leads to.
function linkAt(state) {
  const { selection, doc } = state;
  const one = selectedInline(state);
  if (one?.type === nodes.wiki_link) return { from: selection.from, to: selection.to, text: one.attrs.label, value: one.attrs.target, old: one };
  let { from, to } = selection;
  const { $from } = selection;
  const mark = marks.link.isInSet($from.marks()) ?? marks.link.isInSet($from.nodeAfter?.marks ?? []);
  if (mark) {
    const has = (at) => at >= 0 && at < $from.parent.childCount && mark.isInSet($from.parent.child(at).marks);
    let [first, last] = [$from.index(), $from.index()];
    if (!has(first)) { first -= 1; last -= 1; }
    while (has(first - 1)) first -= 1;
    while (has(last + 1)) last += 1;
    from = $from.start();
    for (let at = 0; at < first; at++) from += $from.parent.child(at).nodeSize;
    to = from;
    for (let at = first; at <= last; at++) to += $from.parent.child(at).nodeSize;
  }
  return { from, to, text: doc.textBetween(from, to), value: mark?.attrs.href ?? "", old: mark };
}

const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:|\/|\.{0,2}\/|#|www\.)|\.[a-z]{2,}\/|^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i;

function linked(state, { from, to, text, old }, answer) {
  const { tr } = state;
  if (!answer) {
    if (old?.type === nodes.wiki_link) return tr.replaceWith(from, to, schema.text(old.attrs.label || old.attrs.target));
    return tr.removeMark(from, to, marks.link);
  }
  const isPicture = selectedInline(state)?.type === nodes.image; // stands in a link of Markdown only
  const href = address(answer) ?? (isPicture ? pageAddress(answer) : null);
  if (href === null) {
    const named = answer.replace(/[[\]\n|]/g, " ").trim();
    const label = text && text !== named ? text.replace(/[[\]\n]/g, " ").trim() : "";
    return named && (target(named).title || target(named).heading) ? tr.replaceWith(from, to, nodes.wiki_link.create({ target: named, label })) : tr;
  }
  if (!isFollowed(href)) return tr;
  const mark = marks.link.create({ href, title: old?.attrs.title ?? "" });
  if (from === to || old?.type === nodes.wiki_link) return tr.replaceWith(from, to, schema.text(text || answer, [mark]));
  return tr.removeMark(from, to, marks.link).addMark(from, to, mark);
}

// A page by its title, `space:Title#heading`, as an address of Markdown.
function pageAddress(answer) {
  const { space, title, heading } = target(answer);
  return `${space ? `../${space}/` : ""}${encodeURIComponent(title ?? "")}${heading ? `#${encodeURIComponent(heading)}` : ""}`;
}

// null for the title of a page
function address(answer) {
  if (!ADDRESS.test(answer) || /^[a-z0-9][a-z0-9-]{0,62}:(?!\/\/)/.test(answer) && !/^mailto:/i.test(answer)) return null;
  const full = /^www\./i.test(answer) ? `https://${answer}` : /^[^\s@/:]+@[^\s@]+$/.test(answer) ? `mailto:${answer}` : answer;
  return encodeURI(decoded(full));
}

function decoded(text) {
  try { return decodeURI(text); } catch { return text; }
}
