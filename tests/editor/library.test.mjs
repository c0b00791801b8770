// `node --test tests/editor/library.test.mjs`: how the editor writes what was changed, and what it lets in.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Transform, headLength, isFollowed, isLoaded, meaning, parse, save, schema } from "../../static/dist/editor.js";

const { nodes, marks } = schema;
const text = (words, ...look) => schema.text(words, look);

// The Markdown after an edit of what the source shows.
function after(markdown, edit) {
  const source = parse(markdown);
  const tr = new Transform(source.doc);
  edit(tr, (words) => place(source.doc, words));
  const { markdown: written, isRead } = save(source, tr.doc);
  assert.ok(isRead);
  return written;
}

function place(doc, words) {
  let found = -1;
  doc.descendants((node, at) => { if (found < 0 && node.isText && node.text.includes(words)) found = at + node.text.indexOf(words); });
  return found;
}

const typed = (markdown, behind, words) => after(markdown, (tr, at) => tr.insert(at(behind) + behind.length, text(words)));

test("a changed word leaves the rest of its paragraph as it was written", () => {
  assert.equal(typed("A &copy; \\_b_ and [ref] <https://x.org>.\nSecond  line\n\n[ref]: y\n", "Second", "s"), "A &copy; \\_b_ and [ref] <https://x.org>.\nSeconds  line\n\n[ref]: y\n");
});

test("the style of a list, its marks, blanks and numbers go on", () => {
  assert.equal(after("*   a\n*   b\n", (tr, at) => tr.insert(at("b") - 2, nodes.list_item.create(null, nodes.paragraph.create(null, text("new"))))), "*   a\n*   new\n*   b\n");
  assert.equal(after("1) a\n2) b\n3) c\n", (tr, at) => tr.insert(at("b") - 2, nodes.list_item.create(null, nodes.paragraph.create(null, text("new"))))), "1) a\n2) new\n3) b\n4) c\n");
  assert.equal(after("1. a\n1. b\n", (tr, at) => tr.delete(at("a") - 2, at("a") + 3)), "1. b\n");
});

test("a ticked box changes one letter", () => {
  const ticked = (tr, at) => tr.setNodeMarkup(at("b") - 2, null, { checked: true });
  assert.equal(after("> - [ ] a\n>   + [ ] b `x`\n", ticked), "> - [ ] a\n>   + [x] b `x`\n");
});

test("a changed cell keeps its row's bars and width, and the other rows", () => {
  assert.equal(typed("|a    |b|\n|:-|-|\n| x   | y |\n|c|d|\n", "x", "1|2"), "|a    |b|\n|:-|-|\n| x1\\|2 | y |\n|c|d|\n");
});

test("a folded text keeps its tags, and a new one is written with them", () => {
  assert.equal(typed("> <details><summary>a *b*</summary>\n> c\n> </details>\n", "c", "!"), "> <details><summary>a *b*</summary>\n> c!\n> </details>\n");
  assert.equal(typed("<details open>\n<summary>a *b*</summary>\n\nc\n\n</details>\n", "a ", "<x> "), "<details open>\n<summary>a <x> *b*</summary>\n\nc\n\n</details>\n");
  assert.equal(after("a\n", (tr) => tr.insert(3, nodes.details.create(null, [nodes.summary.create(null, text("S")), nodes.paragraph.create(null, text("b"))]))), "a\n\n<details>\n<summary>S</summary>\n\nb\n\n</details>\n");
});

test("a definition is written over its source, and a new one below", () => {
  const known = "Term\n:   One\n    two\n\n    - a\n\nB &amp; c\n~ d\n\n";
  assert.equal(typed(known, "two", "!"), known.replace("two", "two!"));
  assert.equal(typed(known, "B &", " or"), known.replace("&amp;", "&amp; or"));
  assert.equal(typed(known, "a", " 1. b"), known.replace("- a", "- a 1. b"));
  assert.equal(typed("- Term\n  : d\n", "Term", "s"), "- Terms\n  : d\n");
  const { definition, definition_term: term, paragraph } = nodes;
  const made = (...content) => definition.create(null, [term.create(null, content[0] && text(content[0])), paragraph.create(null, content[1] && text(content[1]))]);
  const put = (...content) => after(known, (tr, at) => tr.insert(at("Term") - 2, made(...content)));
  assert.equal(put("1. X", ": y"), `1\\. X\n: \\: y\n\n${known}`);
  assert.equal(put("X"), `X\n: &nbsp;\n\n${known}`);
  assert.equal(put("", "y"), `&nbsp;\n: y\n\n${known}`);
  assert.equal(put(), known);
  assert.equal(after("a\n", (tr) => tr.insert(3, nodes.definition_list.create(null, [made("X", "y"), made()]))), "a\n\nX\n: y\n");
  assert.equal(after(known, (tr, at) => tr.delete(at("B &") - 2, tr.doc.content.size - 1)), "Term\n:   One\n    two\n\n    - a\n\n");
  const apart = after("A\n: b\n\nc\n\nD\n: e\n", (tr, at) => tr.delete(at("c") - 1, at("c") + 2));
  assert.equal(apart, "A\n: b\n\n<!-- -->\n\nD\n: e\n");
  assert.equal(parse(apart).doc.childCount, 2);
  for (const other of ["A\n: one\n: two\n", "A\n:     code\n"]) assert.equal(parse(other).doc.firstChild.type, nodes.card, other);
});

test("definitions of links stay when the block beside them goes", () => {
  assert.equal(after("a\n\n[r]: x\n\nb [r]\n", (tr) => tr.delete(0, 3)), "[r]: x\n\nb [r]\n");
});

test("what looks like Markdown and is none is escaped as little as possible", () => {
  for (const [words, written] of [["a_b_c", "a_b_c"], ["2 * 3", "2 * 3"], ["*x*", "\\*x\\*"], ["[x](y)", "\\[x\\](y)"], ["AT&T", "AT&T"], ["$5", "$5"]]) {
    assert.equal(after("old\n", (tr) => tr.replaceWith(1, 4, text(words))), `${written}\n`);
  }
});

test("emphasis that Markdown cannot begin or end beside a letter is written with its number", () => {
  assert.equal(after("x\n", (tr) => tr.replaceWith(1, 2, [text("bold:", marks.strong.create()), text("on")])), "**bold:**&#111;n\n");
});

test("two lists that would become one are held apart", () => {
  const joined = after("- a\n\nb\n\n- c\n", (tr, at) => tr.delete(at("b") - 1, at("b") + 2));
  assert.equal(joined, "- a\n\n<!-- -->\n\n- c\n");
  assert.equal(parse(joined).doc.childCount, 2);
});

test("what a document means is told apart, how it is written is not", () => {
  const same = (a, b) => meaning(parse(a).doc) === meaning(parse(b).doc);
  assert.ok(same("*a* __b__\nc\n\n- d", "_a_ **b** c\n\n* d"));
  for (const [a, b] of [["*a*", "a"], ["a b", "ab"], ["# a", "## a"], ["- a", "1. a"], ["[a](b)", "[a](c)"], ["- [ ] a", "- [x] a"], ["`a`", "a"], ["a\n\nb", "a b"], ["> a", "a"]]) {
    assert.ok(!same(a, b), `${a} and ${b}`);
  }
});

test("properties never enter the text", () => {
  assert.equal(headLength("---\na: b\n---\ntext"), 13);
  assert.equal(headLength("---\n\ntext\n\n---\n"), 0);
  assert.equal(typed("---\na:   [b]\n---\n# T\n", "T", "x"), "---\na:   [b]\n---\n# Tx\n");
});

test("only known addresses are followed or loaded", () => {
  for (const address of ["https://x", "mailto:a@b", "page", "../a#b", "/p/1", "#x"]) assert.ok(isFollowed(address), address);
  for (const address of ["javascript:alert(1)", " java\nscript:x", "data:text/html,x", "vbscript:x", "//evil", "\\\\evil", "file:///x"]) assert.ok(!isFollowed(address), address);
  for (const address of ["https://x/y.png", "//x/y.png", "data:image/png;base64,x", ""]) assert.ok(!isLoaded(address), address);
  assert.ok(isLoaded("lathe.jpg"));
});

test("an attribute that the schema does not know is refused", () => {
  const bad = [["heading", { level: 7 }], ["code_block", { info: "a\nb" }], ["code_block", { fence: "x" }], ["bullet_list", { bullet: "x" }], ["ordered_list", { start: -1 }], ["list_item", { checked: "x" }], ["callout", { kind: "x" }], ["details", { open: "x" }], ["table_cell", { align: "x" }], ["table_cell", { colspan: 2 }]];
  for (const [type, attrs] of bad) {
    const json = { type, attrs, content: [] };
    assert.throws(() => schema.nodeFromJSON(json).check(), RangeError, type);
  }
});
