// Files for a page that does not exist yet: kept in this browser, over reloads too, until the page is saved and they can be
// attached to it. Signing out removes all of them, and so does a month. Where the browser keeps nothing, they live as long as
// the screen.

const NAME = "werkbuch.files";
const LONGEST = 100; // characters of a name
const MONTH = 30 * 24 * 3600 * 1000; // milliseconds
const here = new Map(); // key → record, of this screen

// A record: { key, editor, name, file, at, href } – `editor` names the screen they came to, `href` the page once it is there.
export class Held {
  constructor(editor) { this.editor = editor; }

  // Keeps the files; gives the names they will have at the page.
  async keep(files) {
    const known = new Set((await all()).map(({ name }) => name.toLowerCase()));
    return Promise.all(files.map(async (file) => {
      const name = free(cleaned(file.name), known);
      known.add(name.toLowerCase());
      await put({ key: `${this.editor} ${name}`, editor: this.editor, name, file, at: Date.now(), href: "" });
      return { name, media_type: file.type };
    }));
  }

  // A canvas with the picture of that name; throws where there is none.
  async picture(name) {
    const record = (await all()).find((one) => one.editor === this.editor && one.name === name);
    if (!record) throw new Error(name);
    const bitmap = await createImageBitmap(record.file);
    const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height, role: "img", ariaLabel: name });
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    return canvas;
  }

  // The page is there: what its text names belongs to it from now on.
  async belong(href, body) {
    const mine = (await all()).filter((record) => record.editor === this.editor && [record.name, encodeURI(record.name)].some((name) => body.includes(name)));
    await Promise.all(mine.map((record) => put({ ...record, href })));
  }
}

// What this person still has to attach to that page: { file, drop() }.
export async function heldFor(href) {
  const mine = (await all()).filter((record) => record.href === href && record.editor.startsWith(`${document.body.dataset.person}.`));
  return mine.map(({ key, name, file }) => ({ file: new File([file], name, { type: file.type }), drop: () => removed(key) }));
}

export function forgetHeld() {
  here.clear();
  try { indexedDB.deleteDatabase(NAME); } catch { /* there is nothing to remove */ }
}

const cleaned = (name) => {
  const [, stem, ending = ""] = /^(.*?)(\.\w{1,8})?$/su.exec(name.normalize("NFC").replace(/[^\p{L}\p{N}._-]+/gu, "-"));
  return (stem.replace(/^[.-]+|[.-]+$/g, "").slice(0, LONGEST) || "file") + ending;
};

function free(name, known) {
  const [, stem, ending] = /^(.*?)(\.\w+)?$/s.exec(name);
  for (let number = 1; ; number++) {
    const one = number === 1 ? name : `${stem}-${number}${ending ?? ""}`;
    if (!known.has(one.toLowerCase())) return one;
  }
}

async function all() {
  try {
    const stored = await run("readonly", (store) => store.getAll());
    const old = stored.filter(({ at }) => at < Date.now() - MONTH);
    for (const { key } of old) await removed(key);
    for (const record of stored) if (!old.includes(record)) here.set(record.key, record);
  } catch { /* what came to this screen is known without it */ }
  return [...here.values()];
}

async function put(record) {
  here.set(record.key, record);
  try { await run("readwrite", (store) => store.put(record)); } catch { /* full, or switched off */ }
}

async function removed(key) {
  here.delete(key);
  try { await run("readwrite", (store) => store.delete(key)); } catch { /* there is nothing to remove */ }
}

const settled = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = request.onblocked = () => reject(request.error);
});

async function run(mode, act) {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("files", { keyPath: "key" });
  const database = await settled(opening);
  try { return await settled(act(database.transaction("files", mode).objectStore("files"))); } finally { database.close(); }
}
