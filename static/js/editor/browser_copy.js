// A copy of an unsaved text in this browser, one for each open editor, until the server has it. Nothing else is kept here,
// and signing out removes all of it.

const PREFIX = "werkbuch.text.";

export class BrowserCopy {
  constructor(key) {
    this.place = `${PREFIX}${key}.`;
    this.key = this.place + Math.random().toString(36).slice(2);
  }

  // False when the browser refuses (full, switched off): then only the server keeps drafts.
  keep(text) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...text, at: Date.now() }));
      return true;
    } catch { return false; }
  }

  forget() { remove(this.key); }

  // The latest text that another editor of the same page left here: { key, title, body, base, alone, at }.
  left() {
    return keys(this.place).filter((key) => key !== this.key).map(read).filter(Boolean).sort((a, b) => b.at - a.at)[0];
  }

  drop(left) { remove(left.key); }
}

export const forgetAll = () => keys(PREFIX).forEach(remove);

function keys(prefix) {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
}

function read(key) {
  try {
    const text = JSON.parse(localStorage.getItem(key));
    return typeof text?.body === "string" ? { ...text, key } : null;
  } catch { return null; }
}

function remove(key) {
  try { localStorage.removeItem(key); } catch { /* there is nothing to remove */ }
}
