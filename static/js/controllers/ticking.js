// Task boxes are stored as they are ticked, one after the other. The form holds the revision that the page shows; the server
// finds the box in the latest one.

import { say } from "../app.js";

export default function ticking(form) {
  let last = Promise.resolve();
  document.addEventListener("change", ({ target }) => {
    if (target.form !== form || target.type !== "checkbox") return;
    const wanted = target.checked;
    last = last.then(() => store(form, target, wanted));
  });
}

async function store(form, box, wanted) {
  complain(box, "");
  try {
    const fields = new URLSearchParams(new FormData(form));
    fields.delete("on");
    fields.append("box", box.value);
    if (wanted) fields.append("on", box.value);
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" } });
    if (answer.ok) return say(wanted ? form.dataset.done : form.dataset.open);
    undo(form, box, wanted, answer.status === 409 ? form.dataset.changed : form.dataset.failed);
  } catch {
    undo(form, box, wanted, form.dataset.failed);
  }
}

function undo(form, box, wanted, text) {
  if (box.checked === wanted) box.checked = !wanted;
  complain(box, text);
  say(text);
}

// What went wrong, beside the box, until it is ticked again.
function complain(box, text) {
  const known = box.parentElement.querySelector(":scope > .tick-problem");
  if (!text) return known?.remove();
  const place = known ?? document.createElement("span");
  place.className = "tick-problem";
  place.textContent = text;
  box.after(place);
}
