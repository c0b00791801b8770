// The way back beyond a reload: the texts of this window's drafts, one after the other, until it is closed or the page is saved.
// Undo goes along them when the draft is opened again.

const PREFIX = "werkbuch.text.steps.";
const MOST = 12;
const ROOM = 400_000; // letters of all texts together

export class Steps {
  constructor(key) { this.key = PREFIX + key; }

  // The texts that led to this one, oldest first, and it; `stored` is where they begin if this browser knows nothing better.
  leadingTo(text, stored) {
    const known = this.read();
    const at = known.lastIndexOf(text);
    if (at > 0) return known.slice(0, at + 1);
    return stored === undefined || stored === text ? [text] : [stored, text];
  }

  take(...texts) {
    const known = this.read();
    for (const text of texts) if (known.at(-1) !== text) known.push(text);
    const kept = [];
    let room = ROOM;
    for (const text of known.slice(-MOST).reverse()) {
      room -= text.length;
      if (room < 0) break;
      kept.unshift(text);
    }
    try { sessionStorage.setItem(this.key, JSON.stringify(kept)); } catch { /* full or switched off: the stored version is left */ }
  }

  forget() { forget(this.key); }

  read() {
    try {
      const known = JSON.parse(sessionStorage.getItem(this.key));
      return Array.isArray(known) ? known.filter((text) => typeof text === "string") : [];
    } catch { return []; }
  }
}

export function forgetSteps() {
  try { for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) forget(key); } catch { /* there are none */ }
}

function forget(key) {
  try { sessionStorage.removeItem(key); } catch { /* there is nothing to remove */ }
}
