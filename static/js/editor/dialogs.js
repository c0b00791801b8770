// What the editor asks: to sign in again, whether a page shall be empty, where a link leads. Each gives a promise.

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

// A line of text: what was entered, "" to remove what was there, or null when the person would rather not.
export function askText({ title, label, value, remove = "" }) {
  const dialog = document.getElementById("ask");
  const field = document.getElementById("ask-value");
  const [gone, no] = ["remove", "no"].map((name) => dialog.querySelector(`[value="${name}"]`));
  document.getElementById("ask-title").textContent = title;
  dialog.querySelector("label").textContent = label;
  field.value = value;
  Object.assign(gone, { hidden: !remove, textContent: remove });
  for (const button of [gone, no]) button.onclick = () => dialog.close(button.value);
  dialog.returnValue = "no";
  dialog.showModal();
  field.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve({ yes: field.value, remove: "" }[dialog.returnValue] ?? null);
    }, { once: true });
  });
}
