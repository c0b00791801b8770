// The text of a paragraph, heading or cell as Markdown, at one of several strengths of escaping.

import { schema } from "./schema.js";

const { nodes, marks } = schema;

/**
 * @typedef {import("prosemirror-model").Node} Node
 * @typedef {object} Manner
 * @property {number} strength 0: nothing is escaped but what always has to be; 1: what is likely to mean something; 2: every mark;
 *   3: letters beside emphasis are written as numbers too, where emphasis could not begin or end otherwise
 * @property {boolean} [isPlain] emphasis by stars and links with brackets, whatever was found
 * @property {boolean} [isLine] no line break may be written (headings)
 * @property {boolean} [isTerm] as isLine, where a block could begin
 * @property {boolean} [isCell] as isLine, and bars are escaped
 */

// From the outside to the inside.
const ORDER = [marks.link, marks.strong, marks.em, marks.strike, marks.mark, marks.kbd, marks.sub, marks.sup];
const LOOSE = new Set([marks.strong, marks.em, marks.strike]); // cannot begin or end at a blank
const BLANK = /^[ \t]+$/;

/** @param {Node} block @param {Manner} manner @returns {string} */
export function inlineSource(block, manner) {
  const pieces = settled(block.children.flatMap(split));
  const writer = { out: "", open: [], manner };
  pieces.forEach((piece, at) => write(writer, pieces, at));
  close(writer, 0);
  const text = manner.strength === 3 ? propped(writer.out) : writer.out;
  return finished(text.replaceAll(HOLD, ""), manner);
}

const HOLD = "\u{f8ff}"; // stands beside emphasis until letters there are propped; private use, taken out at the end

// Texts are cut at blanks, so that emphasis can begin and end beside them.
function split(node) {
  const look = node.marks.filter((mark) => ORDER.includes(mark.type));
  const [isCode, isSoft] = [marks.code, marks.soft].map((type) => Boolean(type.isInSet(node.marks)));
  if (!node.isText || isCode || isSoft) return [{ node, look, isCode, isSoft }];
  return node.text.split(/^([ \t]+)|([ \t]+)$/).filter(Boolean).map((text) => ({ text, node, look, isBlank: BLANK.test(text) }));
}

// A blank keeps the loose marks that both of its neighbours have.
function settled(pieces) {
  const isBlank = (piece) => piece?.isBlank || piece?.isSoft;
  return pieces.map((piece, at) => {
    if (!isBlank(piece)) return piece;
    let [before, behind] = [at - 1, at + 1];
    while (isBlank(pieces[before])) before -= 1;
    while (isBlank(pieces[behind])) behind += 1;
    const has = (other, mark) => other?.look.some((one) => one.eq(mark)) ?? false;
    return { ...piece, look: piece.look.filter((mark) => !LOOSE.has(mark.type) || (has(pieces[before], mark) && has(pieces[behind], mark))) };
  });
}

function write(writer, pieces, at) {
  const { look } = pieces[at];
  const kept = writer.open.findIndex((mark) => !look.some((one) => one.eq(mark)));
  close(writer, kept < 0 ? writer.open.length : kept);
  const lives = (mark) => { let end = at; while (pieces[end]?.look.some((one) => one.eq(mark))) end += 1; return end; };
  const fresh = look.filter((mark) => !writer.open.some((one) => one.eq(mark)));
  fresh.sort((a, b) => lives(b) - lives(a) || ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  for (const mark of fresh) open(writer, mark);
  writer.out += pieceSource(writer, pieces, at);
}

const isAngle = (writer, mark) => mark.type === marks.link && mark.attrs.style === "angle" && !writer.manner.isPlain;
const isBare = (writer, mark) => mark.type === marks.link && mark.attrs.style === "bare" && !writer.manner.isPlain;

function open(writer, mark) {
  writer.open.push(mark);
  const hold = LOOSE.has(mark.type) ? HOLD : "";
  writer.out += hold + delimiters(writer, mark)[0] + hold;
}

function close(writer, from) {
  while (writer.open.length > from) {
    const mark = writer.open.pop();
    const hold = LOOSE.has(mark.type) ? HOLD : "";
    writer.out += hold + delimiters(writer, mark)[1] + hold;
  }
}

function delimiters(writer, mark) {
  const { isPlain } = writer.manner;
  if (isAngle(writer, mark)) return ["<", ">"];
  if (isBare(writer, mark)) return ["", ""];
  switch (mark.type) {
    case marks.link: return ["[", `](${destination(mark.attrs.href, mark.attrs.title)})`];
    case marks.strong: return isPlain ? ["**", "**"] : [mark.attrs.written, mark.attrs.written];
    case marks.em: return isPlain ? ["*", "*"] : [mark.attrs.written, mark.attrs.written];
    case marks.strike: return ["~~", "~~"];
    default: return [`<${mark.type.name}>`, `</${mark.type.name}>`];
  }
}

/** An address as it stands between the round brackets, with its title. */
export function destination(address, title) {
  const isSimple = /^[^\s()<>\u0000-\u001f][^\s()\u0000-\u001f]*$/.test(address);
  const written = isSimple ? address : `<${address.replace(/[<>\\]/g, "\\$&").replace(/\n/g, "%0A")}>`;
  return title ? `${written} "${title.replace(/["\\]/g, "\\$&").replace(/\n/g, "&#10;")}"` : written;
}

function pieceSource(writer, pieces, at) {
  const { node, text, isCode, isSoft, isBlank } = pieces[at];
  if (isSoft) return beside(pieces, at) ? " " : lineBreak(writer, "\n", " ");
  if (isCode) return codeSource(node.text);
  if (isBlank) return text;
  if (node.isText) return textSource(writer, text);
  const { attrs } = node;
  switch (node.type) {
    case nodes.hard_break: return breakSource(writer, pieces, at, attrs.written);
    case nodes.image: return `![${attrs.alt}](${destination(attrs.src, attrs.title)})`;
    case nodes.wiki_link: return `[[${attrs.target}${attrs.label ? `|${attrs.label}` : ""}]]`;
    case nodes.formula: return attrs.written + attrs.source + attrs.written;
    case nodes.footnote: return `[^${attrs.label}]`;
    default: return attrs.source;
  }
}

// Blanks beside a soft line break would vanish with it.
const beside = (pieces, at) => [pieces[at - 1], pieces[at + 1]].some((piece) => !piece || piece.isBlank || piece.isSoft || piece.node.type === nodes.hard_break);

const lineBreak = ({ manner }, written, instead) => (manner.isLine || manner.isTerm || manner.isCell ? instead : written);

function breakSource(writer, pieces, at, written) {
  const isAlone = [pieces[at - 1], pieces[at + 1]].some((piece) => !piece || piece.isBlank || piece.isSoft || piece.node.type === nodes.hard_break);
  return lineBreak(writer, isAlone || written === "<br>" ? "<br>" : `${written}\n`, "<br>");
}

function codeSource(text) {
  const runs = new Set((text.match(/`+/g) ?? []).map((run) => run.length));
  let size = 1;
  while (runs.has(size)) size += 1;
  const fence = "`".repeat(size);
  const pad = /^`|`$|^ [^]*[^ ][^]* $/.test(text) ? " " : "";
  return fence + pad + text + pad + fence;
}

function textSource(writer, text) {
  const { strength } = writer.manner;
  const inLink = writer.open.find((mark) => mark.type === marks.link);
  if (inLink && (isAngle(writer, inLink) || isBare(writer, inLink))) return text;
  const escaped = strength === 0 ? text : text.replace(strength === 1 ? LIKELY : EVERY, (sign, at) => (isHarmless(strength, text, sign, at) ? sign : `\\${sign}`));
  return escaped.replace(/\n/g, "&#10;").replace(/\r/g, "&#13;");
}

const LIKELY = /\\(?=[\\!-/:-@[-`{-~]|$)|[`*_[\]$]|<(?=[a-z/!?])|~(?=~)|&(?=#?\w+;)|!(?=\[)|!$/gi;
const EVERY = /[\\`*_[\]<>~$&|!{}#+=^:.()-]/g;

function isHarmless(strength, text, sign, at) {
  const [before, behind] = [text[at - 1] ?? "", text[at + 1] ?? ""];
  if (sign === "_" && strength === 1) return /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(behind);
  if (sign === "*" && strength === 1) return before === " " && behind === " ";
  if (/[.()+=:#-]/.test(sign)) return true; // they mean something at the start of a line only
  return false;
}

// A letter beside emphasis, written as a number, is punctuation to Markdown: emphasis can begin and end there.
function propped(source) {
  const number = (letter) => `&#${letter.codePointAt(0)};`;
  return source
    .replace(/([\p{L}\p{N}])(?=\u{f8ff}[*_~])/gu, (letter, _one, at) => (source.slice(at + letter.length + 1).match(/^[*_~]+\u{f8ff}[^\s\p{L}\p{N}]/u) ? number(letter) : letter))
    .replace(/(?<=[^\s\p{L}\p{N}]\u{f8ff}[*_~]+\u{f8ff})([\p{L}\p{N}])/gu, number);
}

const START = /^(?:#{1,6}(?=[ \t]|$)|[-+*](?=[ \t]|$)|>|=+[ \t]*$|-+[ \t]*$|~~~|```|[:~](?=[ \t])|\|)/;
const ALWAYS = /^(?:[:~](?=[ \t])|\[(?=[ xX]\][ \t])|\[(?=!\w+\]))/;
const NUMBER = /^(\d{1,9})([.)])(?=[ \t]|$)/;

function finished(source, manner) {
  if (manner.isCell) return edged(source).replaceAll("|", "\\|");
  const lines = source.split("\n").map((line, at) => {
    const text = line.replace(/^[ \t]+/, "");
    if (manner.isLine) return text;
    if (ALWAYS.test(text)) return `\\${text}`;
    if (!manner.strength) return text;
    return (START.test(text) ? `\\${text}` : text).replace(NUMBER, "$1\\$2").replace(/^(?=\{\{|\$\$)/, "\\");
  });
  const all = edged(lines.join("\n"));
  return manner.isLine && manner.strength ? all.replace(/(^|[ \t])(#+)$/, "$1\\$2") : all;
}

const SPACE = /[^\S\n]/u;

// Blanks at the edges are nothing; other white space there has to be written by its number to stay.
function edged(text) {
  const trimmed = text.replace(/^[ \t]+/, "").replace(/(?<![\\ \t])[ \t]+$/, "");
  const first = SPACE.test(trimmed[0] ?? "") ? named(trimmed[0]) + trimmed.slice(1) : trimmed;
  return first && SPACE.test(first.at(-1)) && !/[ \t]$/.test(first) ? first.slice(0, -1) + named(first.at(-1)) : first;
}

const named = (space) => (space === "\u00a0" ? "&nbsp;" : `&#${space.charCodeAt(0)};`);
