// What the editor asks: to sign in again, and whether a page shall be empty. Each gives a promise.

// Name and password, or null when the person would rather not.
export function askPassword(problem = "") {
  const dialog = document.getElementById("sign-in");
  const form = dialog.querySelector("form");
  const error = form.querySelector(".error");
  const { login, password } = form.elements;
  error.textContent = problem;
  error.hidden = !problem;
  password.value = "";
  dialog.returnValue = "";
  form.querySelector('[value="no"]').onclick = () => dialog.close("no");
  dialog.showModal();
  (login.value ? password : login).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes" ? { login: login.value, password: password.value } : null);
      password.value = "";
    }, { once: true });
  });
}

export function askYes(text, label) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-text").textContent = text;
  document.getElementById("confirm-yes").textContent = label;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
