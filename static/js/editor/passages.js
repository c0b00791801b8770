// The last step before something is saved otherwise than it is shown: both looks and both texts stand beside each other, and the
// person decides. Without a decision nothing is saved.

let leave = null; // ends the question that is open

// passage: { shown, read: DocumentFragment; was, is: Markdown } → "take", "markdown" (to be written there), or "" for neither.
export function askPassage({ shown, read, was, is }) {
  const dialog = document.getElementById("passage");
  const place = (name) => dialog.querySelector(`[data-passage="${name}"]`);
  place("shown").replaceChildren(shown);
  place("read").replaceChildren(read);
  place("was").textContent = was;
  place("is").textContent = is;
  leave?.("");
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector('[value=""]').focus();
  return new Promise((resolve) => {
    const closed = () => { if (!dialog.open) leave(dialog.returnValue); }; // the event comes later than the closing
    leave = (answer) => { dialog.removeEventListener("close", closed); leave = null; resolve(answer); };
    dialog.addEventListener("close", closed);
  });
}
