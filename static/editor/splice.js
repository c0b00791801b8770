// A changed text in the words of its source: what was not changed keeps its escapes, entities and references.

import { common } from "./alignment.js";

/**
 * Writes the old and the new text alike, and brings only their difference into the old source.
 * @param {import("./parse.js").Segment} base
 * @param {import("prosemirror-model").Node} node
 * @param {(block: import("prosemirror-model").Node) => string} plainly
 * @param {(block: import("prosemirror-model").Node) => string} escaped
 * @param {(text: string) => boolean} isRead
 * @returns {string | null} null where that does not give the new text
 */
export function spliced(base, node, plainly, escaped, isRead) {
  for (const write of [plainly, escaped]) {
    const [was, is] = [write(base.node), write(node)];
    if (was === base.source && write === plainly && isRead(is)) return is;
    const text = brought(base.source, was, is);
    if (text !== null && isRead(text)) return text;
  }
  return null;
}

const words = (text) => text.match(/\s+|[\p{L}\p{N}]+|[^]/gu) ?? [];

function brought(source, was, is) {
  const [sources, old, fresh] = [words(source), words(was), words(is)];
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1;
  let behind = 0;
  while (behind < Math.min(old.length, fresh.length) - start && old.at(-1 - behind) === fresh.at(-1 - behind)) behind += 1;
  const places = new Map(common(old, sources));
  // The change widens until it has neighbours whose place in the source is known.
  while (start > 0 && !places.has(start - 1)) start -= 1;
  while (behind > 0 && !places.has(old.length - behind)) behind -= 1;
  const from = start ? places.get(start - 1) + 1 : 0;
  const to = behind ? places.get(old.length - behind) : sources.length;
  if (from > to) return null;
  return [...sources.slice(0, from), ...fresh.slice(start, fresh.length - behind), ...sources.slice(to)].join("");
}
