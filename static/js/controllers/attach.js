// In the editor of a page: files come by the button, by dropping or by pasting, are attached to the page, and stand in the
// text at the caret. A page that does not exist yet gets them when it is saved. Without script files are attached on the screen
// of attachments.

import { say } from "../app.js";
import { receive, Uploads } from "../attaching.js";
import { Held, heldFor } from "../holding.js";

const SHOWN = /^(image|audio|video)\/|^application\/pdf$/;

export default function attach(form) {
  const source = form.elements.namedItem("body");
  const list = form.querySelector(".uploads");
  const words = list.dataset;
  const uploads = new Uploads(list, form, { beside: "1" });
  const pane = source.parentElement;
  pane.dataset.pasted = words.pasted;

  const start = async (files) => {
    list.replaceChildren();
    if (!words.address) { await keep(files); return; }
    const { attached, refused } = await uploads.start(files);
    insert(source, attached.map(written).join("\n"));
    say(refused ? words.refused : words.attached);
  };
  const keep = async (files) => {
    const fitting = files.filter(({ size }) => size <= Number(words.most));
    insert(source, (await new Held(form.dataset.key).keep(fitting)).map(written).join("\n"));
    if (fitting.length < files.length) refuse(words.large); else say(words.later);
  };
  // What was kept for this page. True when all of it is attached, or never can be.
  const bring = async (href) => {
    const held = await heldFor(href);
    if (!held.length) return true;
    list.replaceChildren();
    const { attached, refused } = await uploads.start(held.map(({ file }) => file));
    const names = new Set(attached.map(({ name }) => name));
    const isLate = [...list.querySelectorAll(".error")].some(({ textContent }) => [words.network, words.session].includes(textContent));
    for (const { file, drop } of held) if (names.has(file.name) || !isLate) await drop();
    say(refused ? words.refused : words.attached);
    return !refused;
  };
  form.addEventListener("made", ({ detail: { href, wait } }) => {
    const attach = async () => {
      await new Held(form.dataset.key).belong(href, source.value);
      words.address = `${href}/files`;
      return bring(href);
    };
    wait.push(attach());
  });
  if (words.address) bring(words.address.replace(/\/files$/, ""));
  const refuse = (reason) => {
    const row = document.createElement("li");
    const text = document.createElement("span");
    text.className = "error";
    text.textContent = reason;
    row.append(text);
    list.replaceChildren(row);
    list.hidden = false;
    say(reason);
  };
  receive(pane, pane, start);

  const button = form.querySelector("[data-attach]");
  const input = document.createElement("input");
  Object.assign(input, { type: "file", multiple: true, hidden: true, ariaLabel: button.ariaLabel });
  button.after(input);
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => { start([...input.files]); input.value = ""; });
}

// Markdown for the file: shown where a page can show it, else a link.
function written({ name, media_type }) {
  const target = name.replaceAll(/[\s<>\\"`%#?&[\]()]/g, encoded);
  const safe = /^[^/]*:/.test(target) ? `./${target}` : target;
  return SHOWN.test(media_type) ? `![](${safe})` : `[${name.replaceAll(/[[\]\\]/g, "\\$&")}](${safe})`;
}

const encoded = (letter) => (/[()]/.test(letter) ? `%${letter.charCodeAt(0).toString(16).toUpperCase()}` : encodeURIComponent(letter));

// The visual editor, where it is in use, takes the text itself.
function insert(source, text) {
  if (!text) return;
  if (!source.form.dispatchEvent(new CustomEvent("attached", { detail: text, cancelable: true }))) return;
  source.focus();
  // insertText keeps the browser's undo; where it is gone, the text is set all the same.
  if (!document.execCommand("insertText", false, text)) {
    source.setRangeText(text, source.selectionStart, source.selectionEnd, "end");
    source.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
