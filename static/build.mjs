// Builds static/dist from static/diagram, static/editor and the packages that package-lock.json pins: `make assets`.
// The same inputs give the same bytes. LICENSES.txt holds the licence of every package that is in a bundle, and SOURCES.txt
// what the bundles were made of, so that a test without Node sees when they are older than their sources.
//
// What the editor's sources `import()` becomes a file of its own, of the same name, loaded on first use: a part. It takes
// from `./main.js` what it shares with the editor, which is `editor.js` again when it runs. So names never change, and nothing
// stands in two files. What has nothing in common with the visual editor is an entry of its own.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

import { build } from "esbuild";

const [folder = "static/dist"] = process.argv.slice(2);
const COMMON = {
  outdir: folder,
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none", // they stand in LICENSES.txt
  metafile: true,
  write: false,
};

const diagram = await build({
  ...COMMON,
  entryPoints: { diagram: "static/diagram/main.mjs" },
  format: "iife",
  alias: { katex: "./static/diagram/no-formulas.mjs" }, // 270 KB for formulas inside of labels
});

const ENTRIES = { editor: "static/editor/main.js", raw: "static/editor/raw.js" };
const parts = new Set(); // names
const bundles = [];
for (const [name, path] of Object.entries(ENTRIES)) bundles.push(await bundle(name, path));
const shared = Object.keys(bundles[0].metafile.inputs).filter((input) => /^static\/|\/prosemirror-/.test(input));
for (const name of parts) { // a part may have parts: the loop goes on to what it adds
  const made = await bundle(name, `static/editor/${name}.js`);
  const twice = Object.keys(made.metafile.inputs).filter((input) => shared.includes(input));
  if (twice.length) throw new Error(`${name}.js: import it from "./main.js", or it is there twice: ${twice.join(", ")}`);
  bundles.push(made);
}

const files = [
  ...diagram.outputFiles.map(({ path, text }) => [path, inline(text)]),
  ...bundles.flatMap(({ outputFiles }) => outputFiles.map(({ path, text }) => [path, text])),
];
const inputs = [diagram, ...bundles].flatMap(({ metafile }) => Object.keys(metafile.inputs));
const packages = new Set(inputs.map(packageOf).filter(Boolean));
files.push([`${folder}/LICENSES.txt`, [...packages].sort().map(licence).join("\n")]);
const own = new Set([...inputs.filter((input) => !packageOf(input)), "package-lock.json", "static/build.mjs"]);
files.push([`${folder}/SOURCES.txt`, [...own].sort().map((path) => `${sha256(readFileSync(path))}  ${path}\n`).join("")]);
for (const [path, text] of files) writeFileSync(path, text);

function bundle(name, path) {
  const outside = {
    name: "parts",
    setup({ onResolve }) {
      onResolve({ filter: /^\.\// }, ({ path: wanted, kind, resolveDir }) => {
        if (kind === "dynamic-import") {
          parts.add(wanted.slice(2, -".js".length));
          return { path: wanted, external: true };
        }
        const isShared = path !== ENTRIES.editor && wanted === "./main.js" && resolveDir.endsWith("static/editor");
        return isShared ? { path: "./editor.js", external: true } : undefined;
      });
    },
  };
  return build({ ...COMMON, entryPoints: { [name]: path }, format: "esm", plugins: [outside] });
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

// The bundle stands inside a <script> element: these would change how its text is read (HTML: script data states).
function inline(text) {
  return text.replaceAll("<!--", "\\x3c!--").replace(/<(?=\/?script)/gi, "\\x3c");
}

function packageOf(input) {
  return input.match(/^node_modules\/(?:.*\/node_modules\/)?((?:@[^/]+\/)?[^/]+)\//)?.[0];
}

function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file && existsSync(folder + file) ? readFileSync(folder + file, "utf8").trim() : "";
  return `${name} ${version} (${license ?? "see below"})\n\n${text}\n\n${"-".repeat(80)}\n`;
}
