// Writes a document over the source it came from: blocks, list items and table rows that are the same keep their bytes; only
// what changed is written anew, in the style found there.
//
// The result is a list of lines: a number is a line of the source, taken as it is; a text is a new line.

import { continued } from "./alignment.js";
import { bare } from "./meaning.js";
import { continuation } from "./parse.js";
import { schema } from "./schema.js";
import { between, blockLines, box, definitionLines, itemLines, marker, opening, prefixed, summaryLine, termLine, textLines, titleLine, wouldJoin } from "./serialise.js";
import { tableOver } from "./preserve_table.js";

/**
 * @typedef {import("prosemirror-model").Node} Node
 * @typedef {import("./parse.js").Segment} Segment
 * @typedef {(number | string)[]} Lines
 * @typedef {object} Place what stands around a sequence of blocks
 * @property {string | null} first before the text of the first line, where a mark stands there (`- `); else null
 * @property {string} others before the text of other lines
 * @property {boolean} isTight no blank line between a paragraph and the list below it
 * @property {string} [box] of a task
 */

const { nodes } = schema;
const keys = new WeakMap();
const keyOf = (node) => keys.get(node) ?? (keys.set(node, JSON.stringify(bare(node).toJSON())), keys.get(node));
const isList = (node) => node.type === nodes.bullet_list || node.type === nodes.ordered_list;
const WALL = /^[ \t>]*<!-- -->[ \t]*$/;

/**
 * @param {import("./parse.js").Source} source
 * @param {Node[]} blocks as `storable` gives them
 * @param {import("./serialise.js").Known} known
 * @param {(node: Node) => boolean} [isAnew] which blocks shall be written anew although they are the same
 * @returns {string} the body, without the properties
 */
export function written(source, blocks, known, isAnew = null) {
  const lines = bareLines(source);
  const writer = { lines, known, isAnew: isAnew ?? (() => false), ways: isAnew ? "" : `${known.notes.join(" ")} ` };
  const out = sequence(writer, source.blocks, blocks, { from: 0, to: lines.length }, { first: null, others: "", isTight: false });
  return joined(source, out);
}

const known = new WeakMap();
const bareLines = (source) => known.get(source.lines) ?? (known.set(source.lines, source.lines.map((line) => line.replace(/[\r\n]+$/, ""))), known.get(source.lines));
const isEnded = (line) => /[\r\n]$/.test(line);

function joined(source, out) {
  const lines = out.map((line) => (typeof line === "number" ? source.lines[line] : line + source.end));
  const text = lines.map((line, at) => (at < lines.length - 1 && !isEnded(line) ? line + source.end : line)).join("");
  const endsBare = source.lines.length > 0 && !isEnded(source.lines.at(-1));
  return endsBare && typeof out.at(-1) === "string" ? text.replace(/(?:\r\n|\r|\n)$/, "") : text;
}

const range = (from, to) => Array.from({ length: Math.max(to - from, 0) }, (_, offset) => from + offset);

// The blocks inside of something: the page, a quotation, a list item.
function sequence(writer, old, fresh, region, place) {
  const partners = partnersOf(writer, old, fresh);
  const out = [];
  let passed = -1; // the last old block whose place is behind us
  let isBeside = true; // whether what was written last is that block (or the beginning)
  fresh.forEach((node, at) => {
    const { from, isSame } = partners[at];
    const before = fresh[at - 1] ?? place.before;
    const isKnown = isSame && (!at || partners[at - 1].isSame);
    if (from < 0) out.push(...separation(writer, before, node, place, []));
    else if (isBeside && from === passed + 1) out.push(...kept(writer, gap(old, region, from), before, node, place, isKnown));
    else out.push(...separation(writer, before, node, place, definitions(writer, old, region, passed + 1, from)));
    out.push(...(from < 0 ? anew(writer, node, place, at === 0) : blockOver(writer, old[from], node, isSame, beginning(old[from], place, from === 0, at === 0))));
    if (from >= 0) passed = from;
    isBeside = from >= 0;
  });
  if (isBeside && passed === old.length - 1) return [...out, ...range(passed < 0 ? region.from : old[passed].to, region.to)];
  const rest = definitions(writer, old, region, passed + 1, old.length);
  return rest.length && out.length ? [...out, place.others.trimEnd(), ...rest] : [...out, ...rest];
}

function partnersOf(writer, old, fresh) {
  const key = (part) => (part.node ? keyOf(part.node) : writer.isAnew(part) ? part : keyOf(part));
  const identity = (part) => part.node ?? (writer.isAnew(part) ? null : part);
  return continued(old, fresh, key, (segment, node) => (writer.isAnew(node) ? 0 : likeness(segment.node, node)), identity);
}

/** How much two blocks of one kind are like each other. */
function likeness(a, b) {
  if (a.type !== b.type || (isList(a) && !isSameList(a, b))) return 0;
  const [was, is] = [a.textContent, b.textContent];
  const most = Math.max(was.length, is.length);
  if (!most) return 1;
  let start = 0;
  while (start < was.length && start < is.length && was[start] === is[start]) start += 1;
  let behind = 0;
  while (behind < Math.min(was.length, is.length) - start && was.at(-1 - behind) === is.at(-1 - behind)) behind += 1;
  return 0.01 + (start + behind) / most;
}

const isSameList = (a, b) => a.attrs.bullet === b.attrs.bullet && a.attrs.mark === b.attrs.mark && a.attrs.start === b.attrs.start;

const gap = (old, region, at) => range(at ? old[at - 1].to : region.from, old[at].from);

// Lines between old blocks that mean something themselves: definitions of links. They stay when the blocks around them go.
function definitions(writer, old, region, first, last) {
  const found = [];
  for (let at = first; at <= last; at++) {
    const lines = at < old.length ? gap(old, region, at) : range(old.length ? old.at(-1).to : region.from, region.to);
    const meant = lines.filter((line) => /[^\s>]/.test(writer.lines[line]) && !WALL.test(writer.lines[line]));
    if (meant.length) found.push(...range(meant[0], meant.at(-1) + 1));
  }
  return found;
}

function separation(writer, before, node, place, definitionLines) {
  const blank = place.others.trimEnd();
  if (definitionLines.length) return [...(before ? [blank] : []), ...definitionLines, blank];
  if (!before) return [];
  const lines = writer.known.isWalled && writer.isAnew(node) ? ["", "<!-- -->", ""] : between(before, node, place.isTight);
  return lines.map((line) => (line ? place.others + line : blank));
}

// The lines between two blocks that stood there already, when they still hold these two apart.
function kept(writer, lines, before, node, place, isKnown) {
  if (isKnown || !before || !wouldJoin(before, node) || lines.some((line) => WALL.test(writer.lines[line]))) return lines;
  return separation(writer, before, node, place, lines.filter((line) => /[^\s>]/.test(writer.lines[line])));
}

const lineOf = (writer, line) => (typeof line === "number" ? writer.lines[line] : line);

// What stands before the text in the first line of an old block: the first in a list item stands behind its mark.
function beginning(segment, place, wasFirst, isFirst) {
  if (place.first === null || wasFirst === isFirst) return segment.lead;
  return isFirst ? place.first : place.others;
}

function blockOver(writer, segment, node, isSame, lead) {
  if (!isSame) return changed(writer, segment, node, lead);
  const lines = range(segment.from, segment.to);
  return lead === segment.lead ? lines : [lead + writer.lines[segment.from].slice(segment.lead.length), ...lines.slice(1)];
}

function anew(writer, node, place, isFirst) {
  const lines = once(writer, node, null, "", () => blockLines(node, writer.known));
  return prefixed(lines, (isFirst ? place.first : null) ?? place.others, place.others);
}

const changed = (writer, segment, node, lead) => once(writer, node, segment, lead, () => overwritten(writer, segment, node, lead));

// How a block was written the last time, while nothing that its lines depend on has changed: of many changed blocks, one is new.
const remembered = new WeakMap();

function once(writer, node, segment, lead, write) {
  if (!writer.ways) return write();
  const way = writer.ways + lead;
  const found = remembered.get(node);
  if (found?.segment === segment && found.way === way && found.references === writer.known.references) return found.lines;
  const lines = write();
  remembered.set(node, { segment, way, references: writer.known.references, lines });
  return lines;
}

function overwritten(writer, segment, node, lead) {
  const isInPlace = lead === segment.lead;
  if (segment.children && node.type === nodes.table) return tableOver(writer, segment, node, lead, continuation(lead));
  if (segment.children && isList(node)) return listOver(writer, segment, node, lead);
  if (segment.children?.length && node.type === nodes.blockquote && segment.children[0].from === segment.from && isInPlace) return quoteOver(writer, segment, node);
  if (segment.children && node.type === nodes.callout && isInPlace) return calloutOver(writer, segment, node);
  if (segment.children && node.type === nodes.details && isInPlace) return detailsOver(writer, segment, node);
  if (segment.children && node.type === nodes.definition_list && isInPlace && continuation(lead) === lead) return definitionsOver(writer, segment, node, lead);
  const lines = segment.source === undefined ? blockLines(node, writer.known) : textLines(node, writer.known, segment);
  return prefixed(lines, lead, continuation(lead));
}

function quoteOver(writer, segment, node) {
  const { lead } = segment.children[0];
  const others = `${continuation(segment.lead)}${/^>[ \t]?/.exec(lead.slice(segment.lead.length))?.[0] ?? ">"}`;
  return sequence(writer, segment.children, node.children, segment, { first: lead, others: /[ \t]$/.test(others) ? others : `${others} `, isTight: false });
}

function calloutOver(writer, segment, node) {
  const [title, ...inside] = segment.children;
  const isSameTitle = keyOf(title.node) === keyOf(node.firstChild) && ["kind", "fold"].every((name) => segment.node.attrs[name] === node.attrs[name]);
  const first = isSameTitle ? title.from : titleOver(writer, title, node);
  const place = { first: null, others: `${continuation(segment.lead)}> `, isTight: false, before: node.firstChild };
  return [first, ...sequence(writer, inside, node.children.slice(1), { from: title.to, to: segment.to }, place)];
}

function detailsOver(writer, segment, node) {
  const [title, ...inside] = segment.children;
  const others = continuation(segment.lead);
  const isSame = keyOf(title.node) === keyOf(node.firstChild) && segment.node.attrs.open === node.attrs.open;
  const summary = isSame ? "" : summaryLine(node.firstChild, writer.known, title);
  const fresh = title.from === segment.from ? [segment.lead + opening(node) + summary] : [segment.lead + opening(node), others + summary];
  const end = segment.to - 1;
  const place = { first: null, others, isTight: false, before: node.firstChild };
  const lines = sequence(writer, inside, node.children.slice(1), { from: title.to, to: end }, place);
  const wasApart = !/[^\s>]/.test(writer.lines[end - 1]);
  const isApart = !lines.length || !/[^\s>]/.test(lineOf(writer, lines.at(-1)));
  return [...(isSame ? range(segment.from, title.to) : fresh), ...lines, ...(wasApart && !isApart ? [others.trimEnd()] : []), end];
}

function definitionsOver(writer, segment, list, lead) {
  const old = segment.children;
  const partners = partnersOf(writer, old, list.children);
  const out = [];
  let passed = -1;
  list.children.forEach((child, at) => {
    const { from, isSame } = partners[at];
    const isBeside = from >= 0 && from === passed + 1 && (!at || partners[at - 1].from >= 0);
    if (at) out.push(...(isBeside ? gap(old, segment, from) : [lead.trimEnd()]));
    if (from < 0) out.push(...prefixed(definitionLines(child, writer.known), lead, lead));
    else out.push(...(isSame ? range(old[from].from, old[from].to) : definitionOver(writer, old[from], child, lead)));
    if (from >= 0) passed = from;
  });
  return out;
}

function definitionOver(writer, segment, node, lead) {
  const [term, ...inside] = segment.children;
  if (node.childCount < 2) return prefixed(definitionLines(node, writer.known), lead, lead);
  const isSame = keyOf(term.node) === keyOf(node.firstChild);
  const first = isSame ? term.from : term.lead + termLine(node.firstChild, writer.known, term);
  const place = { first: inside[0].lead, others: continuation(inside[0].lead), isTight: false };
  return [first, ...range(term.to, inside[0].from), ...sequence(writer, inside, node.children.slice(1), { from: inside[0].from, to: segment.to }, place)];
}

function titleOver(writer, title, node) {
  const text = titleLine(node.firstChild, writer.known, title);
  return `${title.lead}[!${node.attrs.kind}]${node.attrs.fold}${text ? ` ${text}` : ""}`;
}

function listOver(writer, segment, list, lead) {
  const old = segment.children;
  const partners = partnersOf(writer, old, list.children);
  const style = numbering(writer, segment);
  const others = continuation(lead);
  const out = [];
  let passed = -1;
  let isBeside = true;
  list.children.forEach((item, at) => {
    const { from, isSame } = partners[at];
    if (isBeside && from === passed + 1) out.push(...gap(old, segment, from));
    else if (at && !segment.node.attrs.tight) out.push(others.trimEnd());
    const mark = style.markOf(list, at);
    const begin = at ? others : lead;
    const lines = from < 0 ? null : isSame ? range(old[from].from, old[from].to) : itemOver(writer, old[from], item, list);
    if (lines) out.push(...moved(writer, renumbered(writer, lines, old, from, style, mark), old, from, begin, at));
    else out.push(...prefixed(itemLines(item, mark, writer.known, list.attrs.tight), begin, others));
    if (from >= 0) passed = from;
    isBeside = from >= 0;
  });
  return out;
}

// How the items of a list are marked: with which blanks, and whether their numbers rise.
function numbering(writer, segment) {
  const marks = segment.children.map((_item, at) => markAt(writer, segment.children, at));
  const numbers = marks.map((mark) => mark?.number);
  const isOrdered = segment.node.type === nodes.ordered_list;
  const isOne = isOrdered && numbers.length > 1 && numbers.every((number) => number === numbers[0]);
  const isRising = isOrdered && !isOne && numbers.every((number, at) => number === numbers[0] + at);
  const blanks = marks[0]?.blanks ?? " ";
  const space = /^ {1,4}$/.test(blanks) ? blanks : " ";
  return { isRising, markOf: (list, at) => (isOne ? `${numbers[0]}${list.attrs.mark}` : marker(list, at).trimEnd()) + space };
}

function markAt(writer, items, at) {
  const found = /^(\d{1,9}|[-*+])[.)]?([ \t]*)/.exec(writer.lines[items[at].from].slice(itemPlace(writer, items, at)));
  return found ? { number: Number(found[1]), digits: found[1], blanks: found[2] } : null;
}

// Where the mark of an item stands in its line.
function itemPlace(writer, items, at) {
  const text = writer.lines[items[at].from];
  const outside = at ? 0 : items[0].lead.length;
  return outside + /^[ \t>]*/.exec(text.slice(outside))[0].length;
}

function renumbered(writer, lines, items, from, style, mark) {
  const old = markAt(writer, items, from);
  const digits = /^\d+/.exec(mark)?.[0];
  if (!style.isRising || !old || !digits || old.digits === digits || old.digits.length !== digits.length) return lines;
  const at = itemPlace(writer, items, from);
  const text = lineOf(writer, lines[0]);
  return [text.slice(0, at) + digits + text.slice(at + digits.length), ...lines.slice(1)];
}

// An item that became the first, or was it, stands behind what stands before the list.
function moved(writer, lines, items, from, begin, at) {
  if ((from === 0) === (at === 0) && (at > 0 || begin === items[0].lead)) return lines;
  const text = lineOf(writer, lines[0]);
  return [begin + text.slice(from === 0 ? items[0].lead.length : itemPlace(writer, items, from)), ...lines.slice(1)];
}

function itemOver(writer, segment, item, list) {
  const [first] = segment.children;
  if (!first || first.from !== segment.from || !item.childCount) return null;
  const was = segment.node.attrs.checked;
  const is = item.attrs.checked;
  const place = { first: first.lead, others: continuation(first.lead), isTight: list.attrs.tight };
  const lines = sequence(writer, segment.children, item.children, segment, place);
  const text = lineOf(writer, lines[0]);
  const rest = text.slice(first.lead.length);
  const has = /^\[[ xX]\][ \t]+/.exec(rest);
  const isCopied = typeof lines[0] === "number" && was !== null;
  if (was === is && (was === null || isCopied)) return lines;
  const bare = isCopied && has ? rest.slice(has[0].length) : rest;
  return [text.slice(0, first.lead.length) + box(is) + bare, ...lines.slice(1)];
}

