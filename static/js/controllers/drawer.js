// On a phone the sidebar moves into a native dialog while that is open. Without script the link leads to the sidebar itself.

export default function drawer(link) {
  const side = document.querySelector(link.hash);
  const place = side.parentElement;
  const dialog = document.createElement("dialog");
  dialog.className = "drawer";
  dialog.ariaLabel = link.ariaLabel;
  document.body.append(dialog);
  link.setAttribute("aria-haspopup", "dialog");

  link.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.append(side);
    dialog.showModal();
  });
  dialog.addEventListener("close", () => place.prepend(side));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
    if (event.target.closest(".side-close")) { event.preventDefault(); dialog.close(); }
  });
  matchMedia("(min-width: 761px)").addEventListener("change", () => dialog.close());
}
