// The properties at the start of a page as a small form. Only the lines of what is changed are written anew, in the style found
// there; what is no plain value or list stays as it is, and all of it can be opened as it is written.

const HEAD = /^(\ufeff?---[ \t]*(?:\r\n?|\n))([^]*?)((?:---|\.\.\.)[ \t]*(?:\r\n?|\n|$))$/;
const ENTRY = /^([\p{L}\p{N}_](?:[^:#\r\n]|:(?=\S)|#)*?)([ \t]*:)(?:([ \t]+)(.*?))?[ \t]*$/u;
const ITEM = /^[ \t]*- +(.*?)[ \t]*$/;
const PLAIN = /^(?![-?:] )[^\s[\]{}&*!|>%@`'"#,](?:[^\r\n]*\S)?$/;

const LISTS = /^(?:tags|schlagwörter|aliases)$/i;

const bare = (line) => line.replace(/[\r\n]+$/, "");
const isPlain = (text) => PLAIN.test(text) && !/: | #|:$/.test(text);

// { text, style } of a value in one line; null where it is something else.
function scalar(written) {
  if (written === "" || isPlain(written)) return { text: written, style: "" };
  if (/^'(?:[^']|'')*'$/.test(written)) return { text: written.slice(1, -1).replaceAll("''", "'"), style: "'" };
  if (!/^"(?:[^"\\]|\\.)*"$/.test(written)) return null;
  try { return { text: JSON.parse(written), style: '"' }; } catch { return null; }
}

function asScalar(text, style, isInList = false) {
  if (style === "'" && !text.includes("\n")) return `'${text.replaceAll("'", "''")}'`;
  return style === "" && (text === "" || (isPlain(text) && !(isInList && /[,[\]{}]/.test(text)))) ? text : JSON.stringify(text);
}

function items(all) {
  const found = all.map(scalar);
  return found.every((one) => one && one.text !== "" && !one.text.includes(",")) ? found : null;
}

// Reads the lines of a property: { key, lines, value, write(text) → lines }; without `value` it cannot be written in a field.
function entryOf(lines) {
  const [, key, colon, gap = " ", written = ""] = ENTRY.exec(bare(lines[0]));
  const end = /[\r\n]+$/.exec(lines[0])?.[0] ?? "\n";
  const more = lines.slice(1).filter((line) => line.trim());
  const begin = key + colon;
  const flow = /^\[(.*)\]$/.exec(written);
  if (!more.length && flow) {
    const found = flow[1].trim() ? items(flow[1].split(",").map((one) => one.trim())) : [];
    const write = (text) => [`${begin}${gap}[${split(text).map((one, at) => asScalar(one, found[at]?.text === one ? found[at].style : "", true)).join(", ")}]${end}`, ...lines.slice(1)];
    return found ? { key, lines, value: found.map(({ text }) => text).join(", "), write } : { key, lines };
  }
  if (!written && more.length && more.every((line) => ITEM.test(bare(line)))) {
    const found = items(more.map((line) => ITEM.exec(bare(line))[1]));
    const mark = /^[ \t]*- +/.exec(more[0])[0];
    const rest = lines.slice(lines.indexOf(more.at(-1)) + 1);
    const write = (text) => [lines[0], ...split(text).map((one, at) => `${mark}${asScalar(one, found[at]?.text === one ? found[at].style : "")}${end}`), ...rest];
    return found ? { key, lines, value: found.map(({ text }) => text).join(", "), write } : { key, lines };
  }
  const found = more.length ? null : scalar(written);
  return found ? { key, lines, value: found.text, write: (text) => [`${begin}${text === "" ? "" : gap + asScalar(text, found.style)}${end}`, ...lines.slice(1)] } : { key, lines };
}

const split = (text) => text.split(",").map((one) => one.trim()).filter(Boolean);

// The properties of a block; null where it holds what is none.
function entries(content) {
  const groups = [];
  for (const line of content.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []) {
    if (ENTRY.test(bare(line))) groups.push([line]);
    else if (groups.length && /^(?:[ \t]|- |#|[\r\n]*$)/.test(line)) groups.at(-1).push(line);
    else return null;
  }
  return groups.map(entryOf);
}

export class Properties {
  // `changed(head)` hears of every edit; `head` is what stands before the text, the very bytes while nobody edits.
  constructor(place, words, changed) {
    Object.assign(this, { words, changed, head: null });
    this.dom = made("details", { className: "properties" });
    this.rows = made("div", { className: "property-rows" });
    this.field = made("textarea", { className: "card-source", ariaLabel: words.properties, spellcheck: false, hidden: true });
    this.field.addEventListener("input", () => { this.put(this.field.value ? `${this.field.value}\n`.replaceAll("\n", /[\r\n]+$/.exec(this.parts[0])[0]) : ""); });
    this.toggle = made("button", { type: "button", className: "btn link", textContent: words.source });
    this.toggle.addEventListener("click", () => this.open(this.field.hidden));
    this.dom.append(made("summary", { textContent: words.properties }), this.rows, this.field, this.toggle);
    place.prepend(this.dom);
  }

  // What stands before the text now; `end` is how lines end there.
  show(head, end) {
    if (head === this.head) return;
    const parts = HEAD.exec(head);
    this.head = head;
    this.mark = head.startsWith("\ufeff") ? "\ufeff" : "";
    this.parts = parts ? parts.slice(1) : [`${this.mark}---${end}`, "", `---${end}`];
    this.dom.hidden = !parts;
    this.open(false);
  }

  // Makes room for a first property, or one more.
  begin() {
    this.dom.hidden = false;
    this.dom.open = true;
    this.open(false);
    this.dom.querySelector(".property-row:last-child input, textarea:not([hidden])").focus();
  }

  put(content) {
    this.parts[1] = content;
    this.head = content ? this.parts.join("") : this.mark;
    this.changed(this.head);
  }

  open(isSource) {
    this.entries = entries(this.parts[1]);
    const isForm = !isSource && this.entries !== null;
    this.rows.hidden = !isForm;
    Object.assign(this.field, { hidden: isForm, value: bare(this.parts[1]), rows: Math.min(this.parts[1].split("\n").length + 1, 12) });
    Object.assign(this.toggle, { hidden: this.entries === null, textContent: isForm ? this.words.source : this.words.fields });
    if (isForm) this.rows.replaceChildren(...this.entries.map((entry) => this.row(entry)), this.fresh());
  }

  row(entry) {
    const isOpen = entry.value !== undefined;
    const field = made("input", { className: "input", value: isOpen ? entry.value : entry.lines.map((line) => line.trim()).join(" ").slice(entry.key.length + 1).trim(), disabled: !isOpen, autocomplete: "off", ariaLabel: entry.key });
    field.addEventListener("input", () => { entry.lines = entry.write(field.value); this.write(); });
    const gone = made("button", { type: "button", className: "btn square", ariaLabel: this.words.propertyGone.replace("{name}", () => entry.key), title: this.words.propertyGone.replace("{name}", () => entry.key), textContent: "×" });
    gone.addEventListener("click", () => { this.entries.splice(this.entries.indexOf(entry), 1); this.write(); this.open(false); this.rows.querySelector("input, button").focus(); });
    const row = made("div", { className: "property-row" });
    row.append(made("span", { className: "property-name", textContent: entry.key }), field, gone);
    return row;
  }

  // Two fields for one more; it is written as soon as both are filled and left, or saved.
  fresh() {
    const name = made("input", { className: "input", placeholder: this.words.propertyName, ariaLabel: this.words.propertyName, autocomplete: "off" });
    const value = made("input", { className: "input", placeholder: this.words.propertyValue, ariaLabel: this.words.propertyValue, autocomplete: "off" });
    const row = made("div", { className: "property-row" });
    const add = () => {
      const key = name.value.replace(/[:#\s]+/g, " ").trim();
      if (!/^[\p{L}\p{N}_]/u.test(key) || !value.value.trim() || this.entries.some((entry) => entry.key === key)) return;
      const entry = entryOf([`${key}: ${LISTS.test(key) ? "[]" : ""}${/[\r\n]+$/.exec(this.parts[0])[0]}`]);
      entry.lines = entry.write(value.value.trim());
      this.entries.push(entry);
      this.write();
      this.open(false);
      this.rows.querySelector(".property-row:last-child input").focus();
    };
    for (const one of [name, value]) one.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); if (one === name) value.focus(); else add(); } });
    // What is saved by a key here is left for it, else "saved" would be said of a text without it.
    row.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => { if ((ctrlKey || metaKey) && key.toLowerCase() === "s") add(); });
    row.addEventListener("focusout", ({ relatedTarget }) => { if (!row.contains(relatedTarget)) add(); });
    row.append(name, value);
    return row;
  }

  write() { this.put(this.entries.flatMap(({ lines }) => lines).join("")); }
}

function made(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
