// A callout without a title of its own is titled with its kind. Only what an edit touched is looked at again.

import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { schema } from "./schema.js";

const { callout } = schema.nodes;

/** @param {Record<string, string>} words */
export function calloutTitles(words) {
  return new Plugin({
    state: {
      init: (_config, { doc }) => DecorationSet.create(doc, titled(doc, 0, doc.content.size, words)),
      apply: (tr, known) => (tr.docChanged ? again(tr, known, words) : known),
    },
    props: { decorations(state) { return this.getState(state); } },
  });
}

function titled(doc, from, to, words) {
  const found = [];
  doc.nodesBetween(from, to, (node, at) => {
    if (node.type === callout && !node.firstChild.content.size) found.push(named(node, at, words));
    return !node.isTextblock;
  });
  return found;
}

function named(node, at, words) {
  const kind = node.attrs.kind.toLowerCase();
  return Decoration.node(at + 1, at + 1 + node.firstChild.nodeSize, { "data-kind": words[`kind${kind[0].toUpperCase()}${kind.slice(1)}`] });
}

// The blocks of the page that an edit touched lose their titles and get those that they have now.
function again(tr, known, words) {
  let set = known.map(tr.mapping, tr.doc);
  for (const [from, to] of touched(tr)) {
    set = set.remove(set.find(from, to)).add(tr.doc, titled(tr.doc, from, to, words));
  }
  return set;
}

function touched(tr) {
  const ranges = [];
  tr.mapping.maps.forEach((map, step) => map.forEach((_start, _end, from, to) => {
    const rest = tr.mapping.slice(step + 1);
    const [start, end] = [tr.doc.resolve(rest.map(from, -1)), tr.doc.resolve(rest.map(to, 1))];
    ranges.push([start.depth ? start.before(1) : start.pos, end.depth ? end.after(1) : end.pos]);
  }));
  return ranges;
}
