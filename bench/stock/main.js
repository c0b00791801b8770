// The yardstick of `make bench-editor`: prosemirror-markdown as its documentation shows it, without tools.

import { baseKeymap } from "prosemirror-commands";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { defaultMarkdownParser, defaultMarkdownSerializer } from "prosemirror-markdown";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";

export function open(place, markdown) {
  const plugins = [history(), keymap(baseKeymap)];
  const view = new EditorView(place, { state: EditorState.create({ doc: defaultMarkdownParser.parse(markdown), plugins }) });
  return { view, written: () => defaultMarkdownSerializer.serialize(view.state.doc) };
}
