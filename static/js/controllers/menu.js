// A <details> menu closes on Escape, on a click or focus outside, and is walked with the arrow keys.

export default function menu(details) {
  const summary = details.querySelector("summary");
  const items = () => [...details.querySelectorAll("a, button")].filter((item) => item.offsetParent);
  const steps = { ArrowDown: 1, ArrowUp: -1 };

  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) {
      details.open = false;
      summary.focus();
      event.stopPropagation();
      event.preventDefault();
    } else if (event.key in steps) {
      event.preventDefault();
      details.open = true;
      const all = items();
      const at = all.indexOf(document.activeElement);
      all.at(at < 0 && steps[event.key] < 0 ? -1 : (at + steps[event.key]) % all.length).focus();
    }
  });
}
