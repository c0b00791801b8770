// The last step before something is saved otherwise than it is shown: both looks and both texts stand beside each other, and the
// person decides. Without a decision nothing is saved.

// passage: { shown, read: DocumentFragment; was, is: Markdown } → "take", "markdown" (to be written there), or "" for neither.
export function askPassage({ shown, read, was, is }) {
  const dialog = document.getElementById("passage");
  const place = (name) => dialog.querySelector(`[data-passage="${name}"]`);
  place("shown").replaceChildren(shown);
  place("read").replaceChildren(read);
  place("was").textContent = was;
  place("is").textContent = is;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector('[value=""]').focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}
