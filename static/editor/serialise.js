// Blocks as Markdown: lines without the marks of what stands around them. Each text is written with the least escaping that the
// parser reads back as the same text.

import { meaning } from "./meaning.js";
import { body } from "./parse.js";
import { schema } from "./schema.js";
import { inlineSource } from "./serialise_inline.js";
import { spliced } from "./splice.js";

/**
 * @typedef {import("prosemirror-model").Node} Node
 * @typedef {{ references: object, notes: string[], strength?: number }} Known what texts may refer to; the least strength of escaping
 */

const { nodes } = schema;
const MANNERS = [{ strength: 0 }, { strength: 0, isPlain: true }, { strength: 1 }, { strength: 1, isPlain: true }, { strength: 2, isPlain: true }, { strength: 3, isPlain: true }];

/**
 * @param {Node} node
 * @param {Known} known
 * @returns {string[]}
 */
export function blockLines(node, known) {
  switch (node.type) {
    case nodes.paragraph: case nodes.heading: return textLines(node, known);
    case nodes.blockquote: return prefixed(childLines(node.children, known), "> ", "> ");
    case nodes.callout: return calloutLines(node, known);
    case nodes.details: return [opening(node), ...detailsLines(node, known)];
    case nodes.code_block: return codeLines(node);
    case nodes.horizontal_rule: return [node.attrs.written];
    case nodes.bullet_list: case nodes.ordered_list: return listLines(node, known);
    case nodes.table: return tableLines(node, known);
    case nodes.definition_list: return node.children.flatMap((child, at) => [...(at ? [""] : []), ...definitionLines(child, known)]);
    case nodes.card: return node.attrs.source.split("\n");
    default: throw new RangeError(`no block: ${node.type.name}`);
  }
}

/**
 * A paragraph or heading; what is like `base` keeps the words of its source.
 * @param {Node} node
 * @param {Known} known
 * @param {import("./parse.js").Segment} [base]
 */
export function textLines(node, known, base) {
  const isHeading = node.type === nodes.heading;
  const lines = (source) => (isHeading ? headingLines(node, source) : source.split("\n"));
  const isLine = isHeading && !isSetext(node);
  return chosen(node, known, base, { isLine }, lines, (text) => lines(text).join("\n"), (doc) => doc.childCount === 1 && doc.firstChild.type === node.type && same(doc.firstChild, node, known));
}

const same = (a, b, known) => meaning(a, new Set(known.notes)) === meaning(b, new Set(known.notes));

/** The title of a callout, in one line. */
export function titleLine(title, known, base) {
  const wanted = (doc) => doc.childCount === 1 && doc.firstChild.type === nodes.callout && same(doc.firstChild.firstChild, title, known);
  return chosen(title, known, base, { isLine: true }, (source) => [source], (text) => `> [!NOTE] ${text}`, wanted)[0];
}

/** The summary of a folded text, in one line. */
export function summaryLine(summary, known, base) {
  const wanted = (doc) => doc.childCount === 1 && doc.firstChild.type === nodes.details && same(doc.firstChild.firstChild, summary, known);
  const [text] = chosen(summary, known, base, { isLine: true }, (source) => [source], (source) => `<details>\n<summary>${source}</summary>\n</details>`, wanted);
  return `<summary>${text}</summary>`;
}

/** A term, in one line. */
export function termLine(term, known, base) {
  const wanted = ({ childCount, firstChild }) => childCount === 1 && firstChild.type === nodes.definition_list && firstChild.childCount === 1 && same(firstChild.firstChild.firstChild, term, known);
  return chosen(term, known, base, { isTerm: true }, (source) => [source], (text) => `${text || EMPTY}\n: x`, wanted)[0].trim() || EMPTY;
}

const EMPTY = "&nbsp;";

/** A term and what it means. @param {Node} node */
export function definitionLines(node, known) {
  const [, first, ...rest] = node.children;
  const fenced = first && isIndented(first) ? first.type.create({ ...first.attrs, fence: "```" }, first.content) : first;
  const lines = first ? childLines([fenced, ...rest], known) : [];
  return [termLine(node.firstChild, known), ...prefixed(lines.some(Boolean) ? lines : [EMPTY], ": ", "  ")];
}

/** A cell of a table, without the bars. */
export function cellText(cell, known) {
  const plain = nodes.table_cell.create(null, cell.content);
  const wanted = (doc) => doc.childCount === 1 && doc.firstChild.type === nodes.table && doc.firstChild.childCount === 2 && doc.firstChild.child(1).childCount === 2
    && same(doc.firstChild.child(1).firstChild, plain, known);
  return cell.childCount ? chosen(cell, known, undefined, { isCell: true }, (source) => [source], (text) => `| a | b |\n| --- | --- |\n| ${text} | b |`, wanted)[0] : "";
}

// The first way of writing that is read back as wanted; else the last one, and the check of the whole page will tell.
function chosen(node, known, base, limits, lines, probe, isWanted) {
  const manners = MANNERS.filter(({ strength }) => strength >= (known.strength ?? 0));
  const isRead = (text) => isWanted(body(`${probe(text)}\n`, known).doc);
  if (base?.source !== undefined) {
    const text = spliced(base, node, (block) => inlineSource(block, { ...limits, ...manners[0] }), (block) => inlineSource(block, { ...limits, strength: 1 }), isRead);
    if (text !== null) return lines(text);
  }
  let text = "";
  for (const manner of manners) {
    text = inlineSource(node, { ...limits, ...manner });
    if (isRead(text)) break;
  }
  return lines(text);
}

const isSetext = ({ attrs }) => /[=-]/.test(attrs.written) && attrs.level <= 2;

function headingLines(node, source) {
  const { level, written } = node.attrs;
  const lines = source.split("\n");
  if (isSetext(node) && source) return [...lines, (level === 1 ? "=" : "-").repeat(Math.max(3, [...lines.at(-1)].length))];
  const hashes = "#".repeat(level);
  const text = lines.join(" ");
  return [`${hashes}${text ? ` ${text}` : ""}${written === "##" ? ` ${hashes}` : ""}`];
}

/** @param {string[]} lines */
export const prefixed = (lines, first, others) => lines.map((line, at) => (at ? (line ? others + line : others.trimEnd()) : first + line));

/** @param {Node[]} children */
export function childLines(children, known, isTight = false) {
  return children.flatMap((child, at) => [...(at ? between(children[at - 1], child, isTight) : []), ...blockLines(child, known)]);
}

/**
 * The lines between two blocks that did not stand there before.
 * @param {Node} before
 * @param {Node} behind
 */
export function between(before, behind, isTight = false) {
  if (wouldJoin(before, behind)) return ["", "<!-- -->", ""];
  if (before.type === nodes.callout_title) return behind.type === nodes.paragraph ? [] : [""];
  if (isTight && isList(before) && isList(behind)) return [];
  return isTight && before.type === nodes.paragraph && interrupts(behind) ? [] : [""];
}

// Whether the block begins right below a paragraph without going on with it.
function interrupts(node) {
  if (isList(node)) return (node.attrs.start ?? 1) === 1 && node.firstChild.textContent.trim() !== "";
  return node.type === nodes.blockquote || (node.type === nodes.code_block && !isIndented(node));
}

const isList = (node) => node.type === nodes.bullet_list || node.type === nodes.ordered_list;
const isIndented = (node) => node.type === nodes.code_block && node.attrs.fence === "    ";
const isNote = (node) => node.type === nodes.card && node.attrs.kind === "note";
const isDefinition = (node) => node.type === nodes.definition_list || (node.type === nodes.card && node.attrs.kind === "dl");

/** Whether two blocks become one although a blank line stands between them. */
export function wouldJoin(before, behind) {
  if (isIndented(behind)) return isList(before) || isIndented(before) || isNote(before) || isDefinition(before);
  if (isDefinition(before) && isDefinition(behind)) return true;
  return isList(before) && before.type === behind.type && before.attrs.bullet === behind.attrs.bullet && before.attrs.mark === behind.attrs.mark;
}

function calloutLines(node, known) {
  const { kind, fold } = node.attrs;
  const title = titleLine(node.firstChild, known);
  const first = `[!${kind}]${fold}${title ? ` ${title}` : ""}`;
  const inside = node.children.slice(1);
  const rest = inside.length ? [...between(node.firstChild, inside[0]), ...childLines(inside, known)] : [];
  return prefixed([first, ...rest], "> ", "> ");
}

/** The tag that a folded text begins with. */
export const opening = ({ attrs }) => (attrs.open ? "<details open>" : "<details>");

function detailsLines({ firstChild, children }, known) {
  const inside = childLines(children.slice(1), known);
  return [summaryLine(firstChild, known), "", ...(inside.some(Boolean) ? [...inside, ""] : []), "</details>"];
}

/** @param {Node} node */
export function codeLines(node) {
  const text = node.textContent;
  const { info } = node.attrs;
  let { fence } = node.attrs;
  if (fence === "    " && !info && text.trim() && !/^[ \t]*\n|^[ \t]|\n[ \t]*$/.test(text)) return text.split("\n").map((line) => (line.trim() ? `    ${line}` : line));
  if (fence === "    ") fence = "```";
  if (fence[0] === "`" && info.includes("`")) fence = "~~~";
  const sign = fence[0];
  const longest = Math.max(2, ...(text.match(new RegExp(`^ {0,3}${sign}{3,}`, "gm")) ?? []).map((run) => run.trim().length));
  const mark = fence.length > longest ? fence : sign.repeat(longest + 1);
  return [mark + info, ...(text ? text.split("\n") : []), mark];
}

function listLines(list, known) {
  const isTight = list.attrs.tight && list.children.every((item) => canBeTight(item));
  return list.children.flatMap((item, at) => [...(at && !isTight ? [""] : []), ...itemLines(item, marker(list, at), known, isTight)]);
}

const canBeTight = (item) => item.children.every((child, at) => !at || isList(child) || item.child(at - 1).type !== nodes.paragraph || child.type !== nodes.paragraph);

/** The mark of a new item. */
export const marker = (list, at) => (list.type === nodes.bullet_list ? `${list.attrs.bullet} ` : `${Math.min(list.attrs.start + at, 999_999_999)}${list.attrs.mark} `);

export const box = (checked) => (checked === null ? "" : checked ? "[x] " : "[ ] ");

/** @param {Node} item */
export function itemLines(item, mark, known, isTight) {
  const [first = "", ...others] = childLines(item.children, known, isTight);
  const begin = mark + box(item.attrs.checked) + first;
  return prefixed([first || item.childCount ? begin : mark.trimEnd(), ...others], "", mark.replace(/[^\t]/g, " "));
}

/** @param {Node} table */
export function tableLines(table, known) {
  return table.children.flatMap((row, at) => [rowLine(row, known), ...(at ? [] : [delimiterLine(row)])]);
}

export const rowLine = (row, known) => `| ${row.children.map((cell) => cellText(cell, known)).join(" | ")} |`;

const RULES = { left: ":---", right: "---:", center: ":---:" };

/** @param {Node} row the first of the table */
export const delimiterLine = (row) => `| ${row.children.map(({ attrs }) => RULES[attrs.align] ?? "---").join(" | ")} |`;
