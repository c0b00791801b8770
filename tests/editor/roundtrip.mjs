// `make roundtrip`: what the editor keeps of real Markdown. Reads every .md below the folders it is given.
//
// 1. Opened and saved without an edit, each file gives the same bytes.
// 2. After a random edit, parse(save(document)) means what the document means, and hardly a line outside of the edited block is
//    touched. "several" are edits one after the other, saved after each of them by the one who saved before.
//
// Both are told for two halves: "seen" and "held out" (files whose SHA-256 starts with 0 to 3, which nobody looked at while the
// code was written). Options: --half=seen|held, --edits=N per kind and file, --every=N files only, --seed=N, --show=N failures.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { Saving, meaning, meanings, parse, save } from "../../static/dist/editor.js";
import { EDITS, edited, random } from "./edits.mjs";

const LARGEST = 60_000; // characters of a file that is edited
const SEVERAL = 5; // edits

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { half: { type: "string" }, edits: { type: "string", default: "1" }, every: { type: "string", default: "1" }, seed: { type: "string", default: "1" }, show: { type: "string", default: "5" } },
});

function* files(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind?.isDirectory()) yield* files(path);
    else if (kind?.isFile() && name.endsWith(".md")) yield path;
  }
}

const half = (bytes) => (/^[0-3]/.test(createHash("sha256").update(bytes).digest("hex")) ? "held" : "seen");
const chance = random(Number(options.seed));
const halves = { seen: tally(), held: tally() };

function tally() {
  return { files: 0, same: 0, notText: 0, edits: 0, equal: 0, refused: 0, exceptions: 0, kinds: {}, outside: [], lines: [], times: [], failures: [] };
}

let number = 0;
for (const folder of folders) {
  for (const path of files(folder)) {
    const bytes = readFileSync(path);
    const name = half(bytes);
    if ((options.half && options.half !== name) || number++ % Number(options.every)) continue;
    check(halves[name], path, bytes);
  }
}

function check(told, path, bytes) {
  const text = bytes.toString("utf8");
  if (!Buffer.from(text).equals(bytes)) { told.notText += 1; return; }
  told.files += 1;
  try {
    const source = parse(text);
    if (save(source, source.doc).markdown === text && rejoined(source) === text) told.same += 1;
    else told.failures.push(["open and save", path]);
  } catch (problem) {
    told.exceptions += 1;
    told.failures.push(["open and save", path, problem.stack]);
  }
  if (text.length <= LARGEST) for (const kind of Object.keys(EDITS)) for (let time = 0; time < Number(options.edits); time++) edit(told, path, text, kind);
  if (text.length <= LARGEST && Number(options.edits)) several(told, path, text);
}

// The document as if it had come from elsewhere: none of its nodes is the very one that was read.
function rejoined(source) {
  const { doc } = source;
  return save(source, doc.type.schema.nodeFromJSON(doc.toJSON())).markdown;
}

function edit(told, path, text, kind) {
  const source = parse(text);
  const doc = edited(source.doc, kind, chance);
  if (!doc) return;
  const count = (told.kinds[kind] ??= { edits: 0, equal: 0, lines: [], outside: [] });
  told.edits += 1;
  count.edits += 1;
  try {
    const start = performance.now();
    const { markdown, isRead } = save(source, doc);
    told.times.push(performance.now() - start);
    const got = parse(markdown).doc;
    const isEqual = meaning(got) === meaning(doc);
    if (isEqual) { told.equal += 1; count.equal += 1; } else told.failures.push([kind, path, ...difference(doc, got)]);
    if (!isRead) told.refused += 1;
    const { lines, outside } = touched(source, doc, text, markdown);
    count.lines.push(lines);
    count.outside.push(outside);
    told.outside.push(outside);
  } catch (problem) {
    told.exceptions += 1;
    told.failures.push([kind, path, problem.stack]);
  }
}

function several(told, path, text) {
  const source = parse(text);
  const saving = new Saving(source);
  const count = (told.kinds.several ??= { edits: 0, equal: 0, lines: [], outside: [] });
  let { doc } = source;
  for (let time = 0; time < SEVERAL; time++) {
    const kinds = Object.keys(EDITS);
    try {
      doc = edited(doc, kinds[Math.floor(chance() * kinds.length)], chance) ?? doc;
      const { markdown, isRead } = saving.written(doc);
      const got = parse(markdown).doc;
      const isEqual = meaning(got) === meaning(doc);
      told.edits += 1;
      count.edits += 1;
      if (isEqual) { told.equal += 1; count.equal += 1; } else told.failures.push([`several ${isRead ? "UNNOTICED" : ""}`, path, ...difference(doc, got)]);
      if (!isRead) { told.refused += 1; return; }
    } catch (problem) {
      told.exceptions += 1;
      told.failures.push(["several", path, problem.stack]);
      return;
    }
  }
}

function difference(doc, got) {
  const [wanted, found] = [meanings(doc), meanings(got)];
  const at = wanted.findIndex((one, place) => one !== found[place]);
  const [want = "", have = ""] = [wanted[at], found[at < 0 ? wanted.length : at]];
  let start = 0;
  while (start < want.length && want[start] === have[start]) start += 1;
  const shown = (text) => text.slice(Math.max(start - 60, 0), start + 160);
  return [`block ${at} of ${wanted.length} (${found.length}), wanted ${shown(want)}`, `got ${shown(have)}`];
}

// Lines of the source that changed, and how many of them lie outside of the blocks that were edited and the gaps beside them.
function touched(source, doc, text, markdown) {
  const [old, fresh] = [text.split("\n"), markdown.split("\n")];
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1;
  let behind = 0;
  while (behind < Math.min(old.length, fresh.length) - start && old.at(-1 - behind) === fresh.at(-1 - behind)) behind += 1;
  const kept = new Map();
  for (const line of fresh.slice(start, fresh.length - behind)) kept.set(line, (kept.get(line) ?? 0) + 1);
  const head = source.head.split("\n").length - 1;
  const { blocks } = source;
  const first = blocks.findIndex((block, at) => doc.maybeChild(at) !== block.node);
  let last = blocks.length - 1;
  for (let from = 1; last > first && doc.maybeChild(doc.childCount - from) === blocks[last].node; from++) last -= 1;
  const range = first < 0 ? [old.length, old.length] : [head + (blocks[first - 1]?.to ?? 0), head + (blocks[last + 1]?.from ?? old.length)];
  let [lines, outside] = [0, 0];
  for (let at = start; at < old.length - behind; at++) {
    const left = kept.get(old[at]) ?? 0;
    if (left) kept.set(old[at], left - 1);
    else { lines += 1; if (at < range[0] || at >= range[1]) outside += 1; }
  }
  const added = [...kept.values()].reduce((sum, one) => sum + one, 0);
  return { lines: Math.max(lines, added), outside };
}

const at = (values, share) => (values.sort((a, b) => a - b)[Math.min(Math.floor(values.length * share), values.length - 1)] ?? 0);
const percent = (part, whole) => `${((100 * part) / (whole || 1)).toFixed(3)} %`;

let isGood = true;
for (const [name, told] of Object.entries(halves)) {
  if (!told.files) continue;
  isGood &&= told.same === told.files && !told.exceptions && told.equal >= 0.999 * told.edits && at(told.outside, 0.95) <= 3;
  console.log(`${name === "held" ? "held out" : "seen"}: ${told.files} files, byte-identical ${told.same}; not UTF-8 ${told.notText}`);
  console.log(`  edits ${told.edits}, equal ${told.equal} (${percent(told.equal, told.edits)}), asked the person ${told.refused}, exceptions ${told.exceptions}, lines outside p95 ${at(told.outside, 0.95)} max ${at(told.outside, 1)}, save median ${at(told.times, 0.5).toFixed(1)} ms p95 ${at(told.times, 0.95).toFixed(1)} ms`);
  for (const [kind, { edits, equal, lines }] of Object.entries(told.kinds)) {
    console.log(`  ${kind.padEnd(14)} ${String(edits).padStart(6)}  ${percent(equal, edits)}  lines median ${at(lines, 0.5)} p95 ${at(lines, 0.95)}`);
  }
  const one = new Map(told.failures.map((failure) => [failure[1], failure])); // each file once
  for (const failure of [...one.values()].slice(0, Number(options.show))) console.log("  -", failure.join("\n      "));
}
process.exitCode = isGood ? 0 : 1;
