// A changed table over its source: rows that are the same keep their bytes, in others only the changed cells are written anew.

import { continued } from "./alignment.js";
import { cellText, rowLine, tableLines, prefixed } from "./serialise.js";

const key = (node) => JSON.stringify(node.content.toJSON());
const alignments = (row) => row.children.map((cell) => cell.attrs.align).join();

/** @returns {import("./preserve.js").Lines} */
export function tableOver(writer, segment, table, lead, behind) {
  const old = segment.children;
  const [header] = old;
  const isSameShape = alignments(header.node) === alignments(table.firstChild) && lead === segment.lead;
  if (!isSameShape) return prefixed(tableLines(table, writer.known), lead, behind);
  const partners = continued(old.slice(1), table.children.slice(1), (part) => key(part.node ?? part), (row, node) => likeness(row.node, node));
  const first = key(header.node) === key(table.firstChild) ? header.from : rowOver(writer, header, table.firstChild);
  const rows = table.children.slice(1).map((row, at) => {
    const { from, isSame } = partners[at];
    if (isSame) return old[from + 1].from;
    return from < 0 ? behind + rowLine(row, writer.known) : rowOver(writer, old[from + 1], row);
  });
  return [first, header.from + 1, ...rows];
}

function likeness(a, b) {
  const same = b.children.filter((cell, at) => a.maybeChild(at) && key(a.child(at)) === key(cell)).length;
  return 0.1 + same / Math.max(b.childCount, 1);
}

// The row with its bars and blanks, where they are as usual.
function rowOver(writer, segment, row) {
  const text = writer.lines[segment.from];
  const begin = segment.lead.length;
  const cells = text.slice(begin).split(/(?<!\\)\|/);
  const isFramed = /^[ \t]*\|/.test(text.slice(begin)) && /\|[ \t]*$/.test(text);
  if (!isFramed || cells.length !== row.childCount + 2 || segment.node.childCount !== row.childCount) return text.slice(0, begin) + rowLine(row, writer.known);
  const inside = row.children.map((cell, at) => (key(cell) === key(segment.node.child(at)) ? cells[at + 1] : padded(cellText(cell, writer.known), cells[at + 1])));
  return `${text.slice(0, begin)}${cells[0]}|${inside.join("|")}|${cells.at(-1)}`;
}

function padded(text, former) {
  const before = /^[ \t]*\S/.test(former) ? /^[ \t]*/.exec(former)[0] : " ";
  const width = [...former].length - before.length;
  return before + text.padEnd(Math.max(width, 0)) + (/[ \t]$/.test(former) && [...text].length >= width ? " " : "");
}

