// `node --test tests/editor/offers.test.mjs`: what is found by what is typed, and what is replaced.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Transform, counts, headings, matching, named, parse, save } from "../../static/dist/editor.js";
import { hits, replace } from "../../static/dist/finding.js";

const wanted = (text, isCase = false, isWord = false) => ({ text, isCase, isWord });
const found = (markdown, ...how) => hits(parse(markdown).doc, wanted(...how)).length;

// The Markdown after all places were replaced.
function after(markdown, by, ...how) {
  const source = parse(markdown);
  const tr = new Transform(source.doc);
  const count = replace(tr, hits(source.doc, wanted(...how)), wanted(...how), by);
  const { markdown: written, isRead } = save(source, tr.doc);
  assert.ok(isRead);
  return [count, written];
}

test("a text is found as it is meant: in any case, as a whole word, with all its marks", () => {
  assert.equal(found("Öl öl ÖLE **öl**ig\n", "öl"), 4);
  assert.equal(found("Öl öl ÖLE **öl**ig\n", "öl", true), 2);
  assert.equal(found("Öl öl ÖLE **öl**ig\n", "öl", false, true), 2);
  assert.equal(found("1.5 and 1x5 (a+b) [c]\\d a-b a/b\n", "1.5"), 1);
  for (const text of ["(a+b)", "[c]\\d", "a-b", "a/b", "A-B"]) assert.equal(found("1.5 (a+b) \\[c]\\\\d a-b a/b\n", text), 1, text);
  assert.equal(found("over\ntwo lines\n", "over two"), 1);
  assert.equal(found("one\n\ntwo\n", "one two"), 0);
  assert.equal(found("# a\n\n- a\n\n| a |\n|---|\n| a |\n\n```\na\n```\n\n[[a]] [[b|a]] ![](a.png)\n", "a", true, true), 7);
  assert.equal(found("\u05d0\u05d1\u05d2 \u05d0\u05d1 end\n", "\u05d0\u05d1", false, true), 1);
  assert.equal(found("a\n", ""), 0);
});

test("what is replaced keeps its look, and the rest its bytes", () => {
  assert.deepEqual(after("*  __a__ x\n*  [a](y)\n\nA  line\n====\n", "bb", "a"), [3, "*  __bb__ x\n*  [bb](y)\n\nbb  line\n========\n"]);
  assert.deepEqual(after("a $1 a\n", "$&$1", "a"), [2, "$&$1 $1 $&$1\n"]);
  assert.deepEqual(after("x a y\n", "", " a"), [1, "x y\n"]);
  assert.deepEqual(after("x * a\n", "* b", "x"), [1, "\\* b * a\n"]);
  assert.deepEqual(after("[[Old page]] [[x|old]]\n", "new", "old"), [2, "[[Old page|new page]] [[x|new]]\n"]);
  assert.deepEqual(after("{{tagged old}}\n\nold\n", "new", "old"), [1, "{{tagged old}}\n\nnew\n"]);
});

test("blocks are found in both languages and spellings, by name before other words", () => {
  const blocks = [
    { title: "Überschrift 1", terms: "h1 title heading" }, { title: "Fußnote", terms: "note" }, { title: "Hinweis", terms: "note info" },
    { title: "Note", terms: "hinweis" },
  ];
  const titles = (text) => matching(blocks, text).map(({ title }) => title);
  assert.deepEqual(titles("ueber"), ["Überschrift 1"]);
  assert.deepEqual(titles("uber"), ["Überschrift 1"]);
  assert.deepEqual(titles("head 1"), ["Überschrift 1"]);
  assert.deepEqual(titles("FUSS"), ["Fußnote"]);
  assert.deepEqual(titles("note"), ["Note", "Fußnote", "Hinweis"]);
  assert.equal(titles("").length, 4);
});

test("emoji are found by short names first", () => {
  const emojis = [["1", "party_popper", "tada"], ["2", "tad"], ["3", "rosa_tadel"]];
  assert.deepEqual(named(emojis, "TAD").map(({ character, name }) => character + name), ["2tad", "1tada", "3rosa_tadel"]);
});

test("words are counted as they are read", () => {
  const { doc } = parse("---\na: b\n---\n# It's 3.5 mm\n\nHTML-**Text** [[x|two words]]\n\n- öl\n\n$$\nx\n$$\n");
  assert.deepEqual(counts(doc), { words: 7, characters: 32, minutes: 1 });
  assert.deepEqual(counts(parse("").doc), { words: 0, characters: 0, minutes: 0 });
  assert.deepEqual(headings(parse("## a\n\n> # quoted\n\n#### [[b|c]] d\n\n##\n").doc).map(({ text, depth }) => text + depth), ["a1", "quoted0", "c d3"]);
});
