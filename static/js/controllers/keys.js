// Ctrl K goes to the search. Single keys (e, ?) act outside of fields, and can be switched off for this browser (WCAG 2.1.4).

const OFF = "werkbuch.single-keys-off";

export default function keys(body) {
  const help = document.getElementById("keyboard");
  const single = document.getElementById("single-keys");
  if (single) {
    single.checked = !stored();
    single.addEventListener("change", () => (single.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  }
  body.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      if (event.target.closest("[data-own-keys]")) return; // an editor may use Ctrl K for a link
      event.preventDefault();
      search();
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !stored() && !typing(event.target)) {
      if (event.key === "?" && help) help.showModal();
      else if (/^[a-z]$/.test(event.key)) document.querySelector(`main [aria-keyshortcuts="${event.key}"]`)?.click();
    }
  });
  body.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  });
}

function search() {
  const field = document.getElementById("find");
  if (!field?.offsetParent) document.querySelector('.topbar [href="#nav"]')?.click();
  // The drawer may load first: one frame later the field is there, or the search page is.
  const focus = () => { field?.focus(); field?.select(); };
  focus();
  if (document.activeElement !== field) setTimeout(focus, 150);
}

const typing = (target) => target.closest("input, textarea, select, dialog, [contenteditable], [data-own-keys]");

function stored() {
  try { return localStorage.getItem(OFF); } catch { return null; }
}
