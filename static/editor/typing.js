// Keys, and Markdown that is recognised while it is typed.

import { baseKeymap, chainCommands, exitCode, selectNodeBackward } from "prosemirror-commands";
import { InputRule, inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { Selection, TextSelection } from "prosemirror-state";
import { addRowAfter, goToNextCell, isInTable, selectedRect } from "prosemirror-tables";

import { isFollowed, isLoaded } from "./addresses.js";
import { alongColumn, clickBelow, goBelow } from "./below.js";
import { indented, newLine } from "./code.js";
import { COMMANDS, TITLES, around, block } from "./commands.js";
import { definitionBackspace, definitionDelete, definitionEnter } from "./definitions.js";
import { CALLOUTS } from "./dialect/callouts.js";
import { target } from "./dialect/wikilinks.js";
import { body } from "./parse.js";
import { schema } from "./schema.js";

const { nodes, marks } = schema;

const newItem = (state, dispatch) => {
  const item = around(state, nodes.list_item);
  return splitListItem(nodes.list_item, item?.node.attrs.checked === null ? undefined : { checked: false })(state, dispatch);
};

const lineBreak = (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type.spec.code) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create({ written: isInTable(state) ? "<br>" : "\\" })).scrollIntoView());
  return true;
};

// In a table, Enter goes to the cell below, and from the last row to a new one.
const cellBelow = (state, dispatch) => {
  if (!isInTable(state)) return false;
  const { bottom, left, map } = selectedRect(state);
  if (!dispatch) return true;
  if (bottom >= map.height) addRowAfter(state, (tr) => { state = state.apply(tr); dispatch(tr); });
  const { map: now, tableStart: start } = selectedRect(state);
  const at = start + now.map[bottom * now.width + left];
  const { tr } = state;
  dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))).scrollIntoView());
  return true;
};

const nextCell = (state, dispatch) => {
  if (!isInTable(state)) return false;
  if (goToNextCell(1)(state, dispatch)) return true;
  if (dispatch) addRowAfter(state, (tr) => { const after = state.apply(tr); dispatch(tr); goToNextCell(1)(after, dispatch); });
  return true;
};

// ``` and --- on a line of their own become code and a rule with the next Enter, {{…}} and ![[…]] what they stand for.
const fence = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const { parent } = $from;
  if (!empty || parent.type !== nodes.paragraph || $from.parentOffset < parent.content.size) return false;
  const found = /^(`{3,}|~{3,})([^`]*)$/.exec(parent.textContent);
  if (found) {
    if (dispatch) dispatch(state.tr.delete($from.start(), $from.end()).setBlockType($from.start(), $from.start(), nodes.code_block, { info: found[2].trim(), fence: found[1].slice(0, 3) }).scrollIntoView());
    return true;
  }
  const made = /^(?:---+|\*\*\*+|___+)$/.test(parent.textContent) ? nodes.horizontal_rule.create() : placed(parent.textContent);
  if (!made) return false;
  if (dispatch) {
    const tr = state.tr.replaceWith($from.before(), $from.after(), [made, nodes.paragraph.create()]);
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve($from.before() + 2))).scrollIntoView());
  }
  return true;
};

function placed(text) {
  if (!/^(?:\{\{.*\}\}|!\[\[.*\]\]|\$\$.*\$\$|<!--.*-->)$/.test(text)) return null;
  const { blocks } = body(text);
  return blocks.length === 1 && blocks[0].node.type === nodes.card ? blocks[0].node : null;
}

// From the title of a callout or of a folded text, Enter goes to the empty paragraph below, where there is one.
const belowTitle = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || !TITLES.includes($from.parent.type) || $from.parentOffset < $from.parent.content.size) return false;
  const next = $from.node(-1).maybeChild(1);
  if (next?.type !== nodes.paragraph || next.content.size) return false;
  if (dispatch) dispatch(state.tr.setSelection(TextSelection.create(state.doc, $from.after() + 1)).scrollIntoView());
  return true;
};

// At the beginning of such a title, Backspace takes away what it stands above.
const outOfTitle = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset || !TITLES.includes($from.parent.type)) return false;
  return ($from.parent.type === nodes.summary ? COMMANDS.fold : COMMANDS.quote)(state, dispatch);
};

// At the beginning of an item, Backspace takes it out of the list; of a heading, it makes a paragraph of it.
const plain = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset) return false;
  if ($from.parent.type === nodes.heading || $from.parent.type === nodes.code_block) return block(0)(state, dispatch);
  return $from.node(-1)?.type === nodes.list_item && $from.index(-1) === 0 && liftListItem(nodes.list_item)(state, dispatch);
};

/** @param {Record<string, import("prosemirror-state").Command>} more what the screen adds, such as the dialog for links */
export function keys(more) {
  const level = Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((number) => [`Mod-Alt-${number}`, block(number)]));
  return [
    keymap({
      "Mod-z": COMMANDS.undo, "Mod-y": COMMANDS.redo, "Mod-Shift-z": COMMANDS.redo,
      "Mod-b": COMMANDS.bold, "Mod-i": COMMANDS.italic, "Mod-e": COMMANDS.code, "Mod-Shift-x": COMMANDS.strike,
      "Mod-Shift-7": COMMANDS.numbers, "Mod-Shift-8": COMMANDS.list, "Mod-Shift-9": COMMANDS.task, ...level, ...more,
      Enter: chainCommands(cellBelow, definitionEnter, belowTitle, fence, newLine, newItem), "Shift-Enter": chainCommands(exitCode, lineBreak), "Mod-Enter": chainCommands(exitCode, COMMANDS.ticked),
      Tab: chainCommands(nextCell, indented(true), sinkListItem(nodes.list_item), (state) => Boolean(around(state, nodes.list_item))),
      "Shift-Tab": chainCommands(goToNextCell(-1), indented(false), liftListItem(nodes.list_item)),
      Delete: definitionDelete,
      Backspace: chainCommands(undoInputRule, definitionBackspace, outOfTitle, plain, selectNodeBackward),
      "Alt-ArrowUp": COMMANDS["row-up"], "Alt-ArrowDown": COMMANDS["row-down"], "Alt-ArrowLeft": COMMANDS["column-left"], "Alt-ArrowRight": COMMANDS["column-right"],
      ArrowDown: chainCommands(alongColumn(1), goBelow), ArrowUp: alongColumn(-1),
    }),
    keymap(baseKeymap),
    clickBelow(),
  ];
}

// The text between two marks gets the mark; what is typed on has it no longer.
const surrounding = (pattern, mark) => new InputRule(pattern, (state, [, opening, text], start, end) => {
  if (state.doc.resolve(start).parent.type.spec.code || state.doc.rangeHasMark(start, end, marks.code)) return null;
  const from = start + opening.length;
  return state.tr.delete(from + text.length, end).delete(start, from).addMark(start, start + text.length, mark).removeStoredMark(mark.type);
});

const replacing = (pattern, node) => new InputRule(pattern, (state, match, start, end) => {
  const made = state.doc.resolve(start).parent.type.spec.code ? null : node(match);
  return made && state.tr.replaceWith(start, end, made);
});

const wikiLink = ([, written]) => {
  const [address, label = ""] = written.split(/\|(.*)/s);
  const named = target(address);
  return named.title || named.heading ? nodes.wiki_link.create({ target: address.trim(), label: label.trim() }) : null;
};

const link = ([, text, href]) => (isFollowed(href) ? schema.text(text, [marks.link.create({ href })]) : null);
const image = ([, alt, src]) => (isLoaded(src) ? nodes.image.create({ src, alt }) : null);

const task = new InputRule(/^\[([ xX]?)\]\s$/, (state, match, start, end) => {
  const item = around(state, nodes.list_item);
  if (!item || item.node.firstChild !== state.selection.$from.parent) return null;
  return state.tr.delete(start, end).setNodeMarkup(item.pos, null, { ...item.node.attrs, checked: /[xX]/.test(match[1]) });
});

const marker = new InputRule(new RegExp(`^\\[!(${CALLOUTS.join("|")})\\]\\s$`, "i"), (state, match, start, end) => {
  if (!around(state, nodes.blockquote)) return null;
  let { tr } = state;
  const quoted = around(state, nodes.blockquote);
  const [first, ...others] = quoted.node.children;
  if (first !== state.selection.$from.parent) return null;
  const title = nodes.callout_title.create(null, first.content.cut(end - start));
  const made = nodes.callout.createChecked({ kind: match[1].toUpperCase() }, [title, ...(others.length ? others : [nodes.paragraph.create()])]);
  tr = tr.replaceWith(quoted.pos, quoted.pos + quoted.node.nodeSize, made);
  return tr.setSelection(TextSelection.near(tr.doc.resolve(quoted.pos + 2)));
});

export function typing() {
  return inputRules({ rules: [
    textblockTypeInputRule(/^(#{1,6})\s$/, nodes.heading, ([, hashes]) => ({ level: hashes.length })),
    wrappingInputRule(/^>\s$/, nodes.blockquote),
    wrappingInputRule(/^([-+*])\s$/, nodes.bullet_list, ([, bullet]) => ({ bullet })),
    wrappingInputRule(/^(\d{1,9})([.)])\s$/, nodes.ordered_list, ([, start, mark]) => ({ start: Number(start), mark }), ([, start], node) => node.childCount + node.attrs.start === Number(start)),
    task, marker,
    replacing(/(?<![![])\[\[([^[\]\n]{1,500})\]\]$/, wikiLink),
    replacing(/!\[([^[\]]*)\]\(([^\s()]+)\)$/, image),
    replacing(/(?<!!)\[([^[\]]+)\]\(([^\s()]+)\)$/, link),
    surrounding(/(?<![*\\])(\*\*)([^*\s](?:[^*]*[^*\s])?)\*\*$/, marks.strong.create()),
    surrounding(/(?<![*\\])(\*)([^*\s](?:[^*]*[^*\s])?)\*$/, marks.em.create()),
    surrounding(/(?<![\p{L}\p{N}_\\])(_)([^_\s](?:[^_]*[^_\s])?)_$/u, marks.em.create({ written: "_" })),
    surrounding(/(?<![~\\])(~~)([^~\s](?:[^~]*[^~\s])?)~~$/, marks.strike.create()),
    surrounding(/(?<![`\\])(`)([^`]+)`$/, marks.code.create()),
  ] });
}

