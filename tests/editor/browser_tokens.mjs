// Prints what the browser's parser makes of Markdown: `node browser_tokens.mjs` reads lines of JSON, [name, source], and answers each
// with [name, SHA-256 of the tokens]; with --full, the tokens themselves.

import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

import { dialect } from "../../static/dist/editor.js";

const parser = dialect();
const isFull = process.argv.includes("--full");

// Not told apart: the entity that a text once was, the length of a rule, the lines of a table's cell (both parsers keep to their own).
const plain = (token) => [
  token.type, token.tag, token.nesting, token.content, /^(text|hr)$/.test(token.type) ? "" : token.markup, token.type === "text" ? "" : token.info, Object.entries(Object.fromEntries(token.attrs ?? [])),
  token.type === "inline" ? null : token.map, token.hidden, token.type === "image" ? null : (token.children ?? []).map(plain),
];

for await (const line of createInterface({ input: process.stdin })) {
  const [name, source] = JSON.parse(line);
  const tokens = JSON.stringify(parser.parse(source, {}).map(plain));
  process.stdout.write(`${JSON.stringify([name, isFull ? tokens : createHash("sha256").update(tokens).digest("hex")])}\n`);
}
