// Sends files to the wiki one by one, each with its progress and, if it is refused, the reason, in a list on the screen.
// All sentences stand in data- attributes of that list (templates/attachments/_uploads.html).

// { start(files) → promise of what the server told of the files that are attached, and how many were refused }
export class Uploads {
  constructor(list, form, fields = {}) {
    Object.assign(this, { list, form, fields });
  }

  async start(files) {
    const attached = [];
    const rows = files.map((file) => [file, this.row(file)]);
    for (const [file, row] of rows) {
      try {
        const told = await this.send(file, row);
        row.remove();
        attached.push(told);
      } catch (refused) {
        row.querySelector("progress").remove();
        const reason = document.createElement("span");
        reason.className = "error";
        reason.textContent = refused.message;
        row.append(reason);
      }
    }
    this.list.hidden = !this.list.children.length;
    return { attached, refused: rows.length - attached.length };
  }

  row(file) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const progress = document.createElement("progress");
    progress.max = 1;
    progress.ariaLabel = file.name;
    row.append(name, progress);
    this.list.hidden = false;
    this.list.append(row);
    return row;
  }

  async send(file, row) {
    const words = this.list.dataset;
    if (file.size > Number(words.most)) throw new Error(words.large);
    let answer = await this.request(file, row);
    const told = parsed(answer.responseText);
    if (told?.code === "cross_site" && told.is_signed_in) { // the page's token is older than the session
      for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = told.csrf_token;
      answer = await this.request(file, row);
    }
    return outcome(answer, words);
  }

  request(file, row) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const progress = row.querySelector("progress");
      const body = new FormData();
      const token = this.form.elements.namedItem("csrf_token").value;
      for (const [name, value] of Object.entries({ csrf_token: token, ...this.fields })) body.append(name, value);
      body.append("file", file, file.name);
      request.upload.onprogress = (event) => { if (event.lengthComputable) progress.value = event.loaded / event.total; };
      request.onload = () => resolve(request);
      request.onerror = () => reject(new Error(this.list.dataset.network));
      request.open("POST", this.list.dataset.address);
      request.setRequestHeader("Accept", "application/json");
      request.send(body);
    });
  }
}

function outcome(answer, words) {
  const told = parsed(answer.responseText);
  const file = told?.files?.[0];
  if (file?.href) return file;
  const known = { 400: words.session, 401: words.session, 403: words.rights, 404: words.rights, 413: words.large }[answer.status];
  const said = told?.title === told?.code ? "" : told?.title;
  throw new Error(file?.message || said || known || words.fault);
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return null; }
}

// Files that somebody drags over `place`, drops or pastes there are given to `take`. A text that comes along with a picture
// (from a table program, say) wins, so that pasting it stays what it was.
export function receive(place, zone, take) {
  const hasFiles = (data) => data?.types.includes("Files");
  place.addEventListener("dragover", (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    zone.classList.add("dropping");
  });
  for (const type of ["dragleave", "drop"]) place.addEventListener(type, () => zone.classList.remove("dropping"));
  place.addEventListener("drop", (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  place.addEventListener("paste", (event) => {
    const { types, files } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    take([...files].map((file) => named(file, zone.dataset.pasted)));
  });
}

let pasted = 0;

// Every browser calls a pasted picture "image.png": it gets a name of its own.
function named(file, word) {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const moment = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
  const digits = moment.slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  pasted += 1;
  const extension = file.name.split(".").pop();
  return new File([file], `${word}-${digits}${pasted > 1 ? `-${pasted}` : ""}.${extension}`, { type: file.type });
}
