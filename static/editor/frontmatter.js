// The properties at the start of a page, which the editor leaves alone: decides as wiki/render/frontmatter.py does, but for
// YAML that nobody writes (a mapping in braces over several lines, a block that is broken and has no key).

const BLOCK = /^\ufeff?---[ \t]*(?:\r\n?|\n)([^]*?)(?<=^|\r|\n)(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|$)/;
const KEY = /^(?:[^\s#:{[&*!|>%@`,?-]|[-?:](?=\S))[^\n\r]*?:(?:[ \t]|$)|^\{/m;

/**
 * The length of what stands before the Markdown: a byte order mark, properties, or nothing.
 * @param {string} source
 */
export function headLength(source) {
  const block = BLOCK.exec(source);
  if (block && (!block[1].trim() || KEY.test(block[1].replace(/\r\n?/g, "\n")))) return block[0].length;
  return source.startsWith("\ufeff") ? 1 : 0;
}
