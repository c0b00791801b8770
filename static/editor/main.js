// What the bundle static/dist/editor.js gives: the visual editor, and the parts that the tests look at.

export { Transform } from "prosemirror-transform";

export { isFollowed, isLoaded } from "./addresses.js";
export { dialect } from "./dialect.js";
export { headLength } from "./frontmatter.js";
export { meaning, meanings } from "./meaning.js";
export { parse } from "./parse.js";
export { Saving, save } from "./save.js";
export { schema } from "./schema.js";
export { Visual } from "./visual.js";
