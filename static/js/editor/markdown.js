// What the editor's tools do to a Markdown text. Pure: (text, start, end, words) → { start, end, insert, from, to };
// the range start–end gives way to `insert`, and from–to is selected afterwards.

const wrap = (mark) => (text, start, end, words) => {
  const size = mark.length;
  const inner = text.slice(start, end);
  const outside = text.slice(start - size, start) === mark && text.slice(end, end + size) === mark;
  const longer = mark === "*" && text.slice(start - 2, start) === "**" && text.slice(start - 3, start) !== "***";
  if (outside && !longer) return { start: start - size, end: end + size, insert: inner, from: start - size, to: end - size };
  const shown = inner || words.text;
  return { start, end, insert: mark + shown + mark, from: start + size, to: start + size + shown.length };
};

// The whole lines that the selection touches, each given to `change`.
function lines(text, start, end, change) {
  const first = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", Math.max(first, end > start && text[end - 1] === "\n" ? end - 1 : end));
  const last = next < 0 ? text.length : next;
  const insert = change(text.slice(first, last).split("\n")).join("\n");
  const moved = start === end ? Math.max(first, start + insert.length - (last - first)) : null;
  return { start: first, end: last, insert, from: moved ?? first, to: moved ?? first + insert.length };
}

const BULLET = /^(\s*)[-*+] (?!\[[ xX]\] )/;
const TASK = /^(\s*)[-*+] \[[ xX]\] /;

const TOOLS = {
  bold: wrap("**"),
  italic: wrap("*"),

  code(text, start, end, words) {
    const inner = text.slice(start, end);
    if (!inner.includes("\n")) return wrap("`")(text, start, end, words);
    const fence = "`".repeat(Math.max(3, ...[...inner.matchAll(/`+/g)].map(([run]) => run.length + 1)));
    const before = start && text[start - 1] !== "\n" ? "\n" : "";
    const insert = `${before}${fence}\n${inner.replace(/\n$/, "")}\n${fence}\n`;
    return { start, end, insert, from: start, to: start + insert.length };
  },

  heading: (text, start, end) => lines(text, start, end, (all) => all.map((line) => {
    const [marks] = /^#{1,6} /.exec(line) ?? [""];
    const next = { "": "## ", "## ": "### ", "### ": "" }[marks] ?? "## ";
    return next + line.slice(marks.length);
  })),

  list: (text, start, end) => lines(text, start, end, (all) => {
    const done = all.every((line) => !line.trim() || BULLET.test(line));
    if (done && all.some((line) => line.trim())) return all.map((line) => line.replace(BULLET, "$1"));
    return all.map((line) => (BULLET.test(line) || (!line.trim() && all.length > 1) ? line : line.replace(TASK, "$1").replace(/^(\s*)/, "$1- ")));
  }),

  task: (text, start, end) => lines(text, start, end, (all) => {
    const done = all.every((line) => !line.trim() || TASK.test(line));
    if (done && all.some((line) => line.trim())) return all.map((line) => line.replace(TASK, "$1"));
    return all.map((line) => (TASK.test(line) || (!line.trim() && all.length > 1) ? line : line.replace(BULLET, "$1").replace(/^(\s*)/, "$1- [ ] ")));
  }),

  link(text, start, end, words) {
    const inner = text.slice(start, end);
    if (/^https?:\/\/\S+$/.test(inner)) {
      return { start, end, insert: `[${words.text}](${inner})`, from: start + 1, to: start + 1 + words.text.length };
    }
    const label = inner || words.text;
    const at = start + label.length + 3;
    return { start, end, insert: `[${label}](${words.address})`, from: at, to: at + words.address.length };
  },

  table(text, start, end, words) {
    const before = text.slice(0, start);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const head = `| ${words.column} 1 | ${words.column} 2 |`;
    const insert = `${gap}${head}\n| --- | --- |\n|  |  |\n`;
    const at = start + gap.length + 2;
    return { start, end: start, insert, from: at, to: at + words.column.length + 2 };
  },
};

export function applied(name, text, start, end, words) {
  return TOOLS[name](text, start, end, words);
}
