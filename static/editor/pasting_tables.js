// Tables of other programs as Markdown can hold them: first a row of heads, then rows of as many cells, in each cell one text, and
// for each column one alignment. The HTML is changed in its own document, before the schema reads it.

const WIDEST = 60; // columns that a cell may span
const MOST = 100_000; // cells that are added to one table
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, pre, blockquote, hr, section, article, header, footer, figure, figcaption, address, center, dl, dt, dd, details, summary";

/** @param {Element} root */
export function settleTables(root) {
  for (const table of root.querySelectorAll("table")) if (isLayout(table)) dissolve(table);
  for (const table of root.querySelectorAll("table")) settle(table);
}

// Mails are laid out by tables, and one cell of a sheet is a table, too.
const isLayout = (table) => /^(?:presentation|none)$/.test(table.getAttribute("role")) || table.querySelector("table") !== null || table.querySelectorAll("td, th").length < 2;

function dissolve(table) {
  const parts = [...table.querySelectorAll("caption, td, th")].filter((part) => part.closest("table") === table);
  if (parts.length === 1) table.replaceWith(...parts[0].childNodes);
  else table.replaceWith(...parts.map((part) => moved(part, "div")));
}

function settle(table) {
  for (const caption of table.querySelectorAll("caption")) {
    table.before(moved(caption, "div"));
    caption.remove();
  }
  spread(table);
  const [first, second] = table.rows;
  if (second && isTitle(first)) {
    table.before(moved(first.cells[0], "div"));
    first.remove();
  }
  for (const cell of table.querySelectorAll("td, th")) {
    cell.align = alignmentOf(cell);
    flatten(cell);
  }
  headed(table);
}

// A row that is one text over all columns names the table.
const isTitle = ({ cells }) => cells.length > 1 && cells[0].textContent.trim() !== "" && [...cells].slice(1).every((cell) => cell.dataset.covered);

// A cell over several columns or rows stands in the first, and leaves the others empty.
function spread(table) {
  const covered = []; // for each column, how many rows to come
  let room = MOST;
  for (const row of [...table.rows]) {
    let column = 0;
    for (const cell of [...row.cells]) {
      for (; covered[column] > 0 && room > 0; column += 1, room -= 1) { covered[column] -= 1; cell.before(empty(row)); }
      const wide = Math.min(cell.colSpan, WIDEST, Math.max(room, 0) + 1);
      const high = room > 0 ? cell.rowSpan || MOST : 1;
      cell.after(...Array.from({ length: wide - 1 }, () => empty(row)));
      for (const end = column + wide; column < end; column += 1) covered[column] = high - 1;
      room -= wide - 1;
      cell.removeAttribute("colspan");
      cell.removeAttribute("rowspan");
    }
    for (; column < covered.length; column += 1) covered[column] -= 1;
  }
}

function empty(row) {
  const cell = row.ownerDocument.createElement("td");
  cell.dataset.covered = "true";
  return cell;
}

const ALIGNED = /text-align:\s*(?:-webkit-|-moz-)?(left|center|right|end)/;

function alignmentOf(cell) {
  const found = [cell, ...cell.children].map((one) => one.align || ALIGNED.exec(one.dataset.asideStyle ?? "")?.[1] || /\bta-(?:(r)|(c))\b/.exec(one.className)?.[0]).find(Boolean) ?? "";
  return { end: "right", "ta-r": "right", "ta-c": "center" }[found] ?? found;
}

// Blocks in a cell become lines of its text.
function flatten(cell) {
  for (const item of cell.querySelectorAll("li")) mark(item);
  for (const block of [...cell.querySelectorAll(BLOCKS)]) {
    const line = () => cell.ownerDocument.createElement("br");
    block.replaceWith(line(), ...block.childNodes, line());
  }
  let [isAfterText, last] = [false, null];
  for (const one of leaves(cell)) {
    if (one.localName !== "br") { isAfterText = true; last = null; }
    else if (isAfterText && !last) last = one;
    else one.remove();
  }
  last?.remove();
}

function mark(item) {
  let [first] = leaves(item);
  while (first && first.parentElement !== item && !first.parentElement.matches(BLOCKS)) first = first.parentElement;
  first?.before(item.parentElement.localName === "ol" ? `${[...item.parentElement.children].indexOf(item) + 1}. ` : "• ");
}

// Line breaks and what is seen.
function leaves(cell) {
  const walker = cell.ownerDocument.createTreeWalker(cell, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE ? node.data.trim() : /^(?:br|img|input)$/.test(node.localName)) found.push(node);
  }
  return found;
}

function headed(table) {
  const rows = [...table.rows];
  const width = Math.max(1, ...rows.map((row) => row.cells.length));
  if (rows.reduce((sum, row) => sum + width - row.cells.length, 0) > MOST) { dissolve(table); return; }
  const columns = Array.from({ length: width }, (_, column) => {
    const found = new Set(rows.slice(1).map((row) => row.cells[column]).filter((cell) => cell?.textContent.trim()).map((cell) => cell.align));
    return found.size === 1 && /^(?:center|right)$/.test([...found][0]) ? [...found][0] : "";
  });
  rows.forEach((row, at) => {
    while (row.cells.length < width) row.insertCell();
    [...row.cells].forEach((cell, column) => {
      const name = at ? "td" : "th";
      const settled = cell.localName === name ? cell : moved(cell, name);
      if (settled !== cell) cell.replaceWith(settled);
      settled.align = columns[column];
      if (!at) for (const bold of settled.querySelectorAll("b, strong")) bold.replaceWith(...bold.childNodes); // heads are bold
    });
  });
}

/** What is in the element, in an element of that name. */
export function moved(element, name) {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  return made;
}
