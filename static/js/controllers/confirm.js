// Asks in a dialog before a form destroys something. Without script the server asks on a page: `confirmed` stays empty.

export default function confirm(form) {
  const dialog = document.getElementById("confirm");
  const yes = document.getElementById("confirm-yes");
  const confirmed = form.elements.namedItem("confirmed");
  if (!dialog || !confirmed) return;
  form.addEventListener("submit", (event) => {
    if (confirmed.value) return;
    event.preventDefault();
    document.getElementById("confirm-text").textContent = form.dataset.text;
    yes.textContent = form.dataset.label;
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      confirmed.value = "1";
      form.requestSubmit(event.submitter);
    }, { once: true });
    dialog.showModal();
  });
}
