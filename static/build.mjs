// Builds static/dist from static/diagram and the packages that package-lock.json pins: `make assets`.
// The same inputs give the same bytes. LICENSES.txt holds the licence of every package that is in a bundle.

import { build } from "esbuild";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const { metafile, outputFiles } = await build({
  entryPoints: { diagram: "static/diagram/main.mjs" },
  outdir: "static/dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none", // they stand in LICENSES.txt
  metafile: true,
  write: false,
  alias: { katex: "./static/diagram/no-formulas.mjs" }, // 270 KB for formulas inside of labels
});
for (const { path, text } of outputFiles) writeFileSync(path, inline(text));

const packages = new Set(Object.keys(metafile.inputs).map(packageOf).filter(Boolean));
writeFileSync("static/dist/LICENSES.txt", [...packages].sort().map(licence).join("\n"));

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
