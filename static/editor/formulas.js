// Formulas, written in a dialog with the formula below as the page shows it.

import { Selection } from "prosemirror-state";

import { body } from "./parse.js";
import { schema } from "./schema.js";

const { nodes } = schema;
const BLOCK = /^\$\$(\s*)([^]*?)(\s*)\$\$$/;

const asked = (screen, value, asSource) => screen.compose({
  title: screen.words.formula, fields: [{ name: "source", label: screen.words.latex, value, rows: 3 }],
  preview: ({ source }) => screen.shown(asSource(source.trim())),
});

const blockSource = (source) => `$$\n${source}\n$$`;

/** Opens the formula of a card; what was written around it stays. */
export async function editBlock(view, place, card, screen) {
  const [, before, old, behind] = BLOCK.exec(card.attrs.source);
  const answer = await asked(screen, old, blockSource);
  const source = answer?.source.trim();
  if (answer && source !== old) {
    const at = place();
    const made = source ? body(source.includes("\n") && !before ? blockSource(source) : `$$${before}${source}${behind}$$`).blocks.map(({ node }) => node) : [];
    view.dispatch(made.length ? view.state.tr.replaceWith(at, at + 1, made) : view.state.tr.delete(at, at + 1));
  }
  view.focus();
}

export const isBlock = ({ attrs }) => attrs.kind === "formula_block" && BLOCK.test(attrs.source);

/** Opens the formula in a text. */
export async function editInside(view, at, screen) {
  const node = view.state.doc.nodeAt(at);
  const { written, source } = node.attrs;
  const answer = await asked(screen, source, (text) => written + text + written);
  const fresh = answer?.source.trim().replace(/\s*\n\s*/g, " ");
  if (answer && fresh !== source && view.state.doc.nodeAt(at)?.eq(node)) {
    const { tr } = view.state;
    view.dispatch(fresh ? tr.replaceWith(at, at + 1, inside(fresh, written).map((one) => one.mark(node.marks))) : tr.delete(at, at + 1));
  }
  view.focus();
}

// What is no formula to the page is none here either.
function inside(source, mark) {
  const { firstChild } = body(mark + source + mark).doc;
  return firstChild.isTextblock && firstChild.childCount ? firstChild.children : [nodes.formula.create({ source, written: mark })];
}

/** Asks for a formula: in an empty paragraph it stands alone, else in the text. */
export async function insertFormula(view, screen) {
  const isAlone = (state) => state.selection.$from.parent.type === nodes.paragraph && !state.selection.$from.parent.content.size;
  const answer = await asked(screen, "", isAlone(view.state) ? blockSource : (text) => `$${text}$`);
  const source = answer?.source.trim();
  if (source) {
    const { state } = view;
    const { $from } = state.selection;
    if (isAlone(state)) {
      const made = [...body(blockSource(source)).doc.children, ...($from.indexAfter(-1) === $from.node(-1).childCount ? [nodes.paragraph.create()] : [])];
      const tr = state.tr.replaceWith($from.before(), $from.after(), made);
      view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve($from.before() + made[0].nodeSize), 1)).scrollIntoView());
    } else view.dispatch(state.tr.replaceSelection(sliced(inside(source.replace(/\s*\n\s*/g, " "), "$"))).scrollIntoView());
  }
  view.focus();
}

const sliced = (children) => nodes.paragraph.create(null, children).slice(0);
