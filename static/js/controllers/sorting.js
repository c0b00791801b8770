// The columns of a table of pages become buttons that sort its rows: first rising, then falling. Numbers count as numbers,
// and rows without a value stay last.

import { say } from "../app.js";

export default function sorting(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const falls = head.ariaSort === "ascending";
      for (const other of heads) other.ariaSort = null;
      head.ariaSort = falls ? "descending" : "ascending";
      sort(table.tBodies[0], column, falls);
      say((falls ? table.dataset.down : table.dataset.up).replace("…", button.textContent));
    });
  });
}

function sort(body, column, falls) {
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const key = (row) => row.cells[column].dataset.key;
  const rows = [...body.rows].sort((one, other) => {
    const [first, second] = [key(one), key(other)];
    if (!first || !second) return (first ? 0 : 1) - (second ? 0 : 1);
    const order = isNaN(first) || isNaN(second) ? compare(first, second) : first - second;
    return falls ? -order : order;
  });
  body.append(...rows);
}
