// What the bundle static/dist/editor.js gives: the visual editor, what its parts share with it, and what the tests look at.

export { closeHistory } from "prosemirror-history";
export { Plugin, PluginKey, TextSelection } from "prosemirror-state";
export { Transform } from "prosemirror-transform";
export { Decoration, DecorationSet } from "prosemirror-view";

export { isFollowed, isLoaded } from "./addresses.js";
export { dialect } from "./dialect.js";
export { named } from "./emoji.js";
export { headLength } from "./frontmatter.js";
export { meaning, meanings } from "./meaning.js";
export { counts, headings } from "./overview.js";
export { parse } from "./parse.js";
export { Saving, save } from "./save.js";
export { schema } from "./schema.js";
export { matching } from "./slash.js";
export { Visual } from "./visual.js";
