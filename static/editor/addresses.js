// Which addresses the editor follows and shows. Others are kept as text of the page; they never become an attribute.

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;
const FOLLOWED = /^(?:https?:\/\/|mailto:)/i;
const UNSEEN = /[\p{C}\p{Z}]/gu; // some of it is left out by browsers, none of it belongs before a scheme

/**
 * Whether a link may lead there: `http`, `https`, `mailto`, or a place in this wiki.
 * @param {string} address
 */
export function isFollowed(address) {
  const plain = address.replace(UNSEEN, "");
  return FOLLOWED.test(plain) || (!ABSOLUTE.test(plain) && !/^[\\/]{2}/.test(plain));
}

/**
 * Whether an image may be loaded from there: from this wiki only, since others would learn who reads the page.
 * @param {string} address
 */
export function isLoaded(address) {
  const plain = address.replace(UNSEEN, "");
  return plain !== "" && !ABSOLUTE.test(plain) && !/^[\\/]{2}/.test(plain);
}
