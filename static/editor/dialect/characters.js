// What Python's `str` and `re` mean by blank, word and letter, so that these rules decide as the server's do.

const BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** For use inside a character class of a regular expression with the flag `u`. */
export const BLANK = BLANKS;
export const WORD = "\\p{L}\\p{N}_";

const START = new RegExp(`^[${BLANKS}]+`, "u");
const END = new RegExp(`[${BLANKS}]+$`, "u");
const ONLY = new RegExp(`^[${BLANKS}]*$`, "u");

/** @param {string} text */
export const strip = (text) => text.replace(START, "").replace(endOf(text), "");

/** @param {string} text */
export const stripEnd = (text) => text.replace(endOf(text), "");

/** @param {string} text */
export const isBlank = (text) => ONLY.test(text);

const LAST = new RegExp(`[${BLANKS}]$`, "u");
const NEVER = /$^/;

// The search for blanks at the end takes quadratic time in a text full of them: it is made only where there is one.
function endOf(text) {
  return LAST.test(text) ? END : NEVER;
}
