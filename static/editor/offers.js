// What is offered while somebody types, and when: the kinds of list that suggesting.js shows.

import { emojiKind } from "./emoji.js";
import { mentionKind } from "./mentions.js";
import { pageLinks } from "./page_links.js";
import { slashMenu } from "./slash.js";

/**
 * @param {import("./visual.js").Screen} screen
 * @param {(name: string) => boolean} act
 * @returns {import("./suggesting.js").Kind[]}
 */
export const offers = (screen, act) => [
  pageLinks(screen.targets, screen.words),
  mentionKind(screen.mentions, screen.words),
  emojiKind(screen.emojis, screen.words),
  slashMenu(screen.blocks, screen.words, act),
];
