// The dialect of docs/markdown.md, read in the browser: the same tokens as wiki/render/markdown.py gives, rule by rule.
// One difference is meant: names of emoji (`:tada:`) stay names here, so that the editor writes back what was typed.

import MarkdownIt from "markdown-it";

import { autolinks } from "./dialect/autolinks.js";
import { blockHtml } from "./dialect/block_html.js";
import { callouts } from "./dialect/callouts.js";
import { deflist } from "./dialect/deflist.js";
import { edges } from "./dialect/edges.js";
import { footnotes } from "./dialect/footnotes.js";
import { formulas } from "./dialect/formulas.js";
import { inlineHtml } from "./dialect/inline_html.js";
import { macros } from "./dialect/macros.js";
import { LIMIT, nesting } from "./dialect/nesting.js";
import { tables } from "./dialect/tables.js";
import { tasks } from "./dialect/tasks.js";
import { wikilinks } from "./dialect/wikilinks.js";

// The order is that of wiki/render/markdown.py: rules are put before and after each other.
const RULES = [deflist, footnotes, wikilinks, inlineHtml, blockHtml, callouts, tables, tasks, autolinks, formulas, macros, nesting, edges];

/** A parser of the dialect of its own, for who adds rules. */
export function dialect() {
  const parser = new MarkdownIt("commonmark", { html: false, maxNesting: LIMIT });
  parser.enable(["table", "strikethrough"]).disable(["html_inline", "html_block"]);
  for (const rule of RULES) parser.use(rule);
  return parser;
}
