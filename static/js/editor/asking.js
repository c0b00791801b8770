// A dialog made of a few fields, with what the server makes of them below, if that is of use: pictures, formulas, footnotes.

const PAUSE = 250; // milliseconds after the last key
let count = 0;

// { title, fields: [{ name, label, value, rows?, hint?, type? }], words: { apply, cancel }, remove?, preview?(values) → promise of a
// DocumentFragment } → the values by name, "" when what is there shall go, null when all shall stay as it is.
export function askFields({ title, fields, words, remove = "", preview = null }) {
  const dialog = made("dialog", { className: "dialog asking" });
  const form = made("form", { method: "dialog" });
  const heading = made("h2", { id: `asking-${count += 1}`, textContent: title });
  dialog.setAttribute("aria-labelledby", heading.id);
  const entries = fields.map(entry);
  const acts = made("div", { className: "acts" });
  const button = (label, value, more = {}) => {
    const one = made("button", { type: "button", className: "btn", textContent: label, ...more });
    if (one.type === "button") one.addEventListener("click", () => dialog.close(value)); else one.value = value;
    acts.append(one);
  };
  if (remove) button(remove, "remove", { className: "btn link" });
  button(words.cancel, "no");
  button(words.apply, "yes", { type: "submit", className: "btn primary" });
  form.append(heading, ...entries.flatMap(({ parts }) => parts));
  const values = () => Object.fromEntries(entries.map(({ name, field }) => [name, field.value.replace(/\r\n?/g, "\n")]));
  if (preview) form.append(shown(entries, values, preview));
  form.append(acts);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(acts.lastElementChild); }
  });
  dialog.append(form);
  document.body.append(dialog);
  dialog.returnValue = "no";
  dialog.showModal();
  entries[0].field.focus();
  entries[0].field.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve({ yes: values(), remove: "" }[dialog.returnValue] ?? null);
    }, { once: true });
  });
}

function entry({ name, label, value, rows = 0, hint = "", ...more }) {
  const id = `asking-${count += 1}`;
  const field = made(rows ? "textarea" : "input", { id, className: rows ? "card-source" : "input", autocomplete: "off", ...(rows ? { rows, spellcheck: false } : {}), ...more, value });
  const parts = [made("label", { htmlFor: id, textContent: label }), field];
  if (hint) {
    const text = made("p", { id: `${id}-hint`, className: "hint", textContent: hint });
    field.setAttribute("aria-describedby", text.id);
    parts.push(text);
  }
  return { name, field, parts };
}

// The last answer that fits what is entered; an older one that comes later is passed over.
function shown(entries, values, preview) {
  const place = made("div", { className: "asking-preview text", inert: true }); // nothing in it is used
  let timer = null;
  let wanted = 0;
  const draw = () => {
    const number = wanted += 1;
    preview(values()).then((fragment) => { if (number === wanted) place.replaceChildren(fragment); }).catch(() => { /* the former stays */ });
  };
  for (const { field } of entries) field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(draw, PAUSE); });
  draw();
  return place;
}

function made(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
