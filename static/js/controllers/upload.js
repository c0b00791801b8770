// The form that attaches files: they go one by one as soon as they are chosen, dropped or pasted. Without script it is a
// plain form with a button.

import { say } from "../app.js";
import { receive, Uploads } from "../attaching.js";

export default function upload(form) {
  const input = form.elements.namedItem("file");
  const list = form.querySelector(".uploads");
  const uploads = new Uploads(list, form);
  form.dataset.ready = "1";

  let running = false;
  const start = async (files) => {
    if (running || !files.length) return;
    running = true;
    const { attached, refused } = await uploads.start(files);
    running = false;
    input.value = "";
    if (!refused) { location.assign(list.dataset.done); return; }
    say(list.dataset.refused);
    const again = form.querySelector(".uploads-again");
    again.hidden = !attached.length;
  };
  input.addEventListener("change", () => start([...input.files]));
  form.addEventListener("submit", (event) => { event.preventDefault(); start([...input.files]); });
  form.dataset.pasted = list.dataset.pasted;
  receive(document.body, form, start);
}
