// The editor: visual or Markdown, tools, preview, drafts, saving. Without it the form is an ordinary one that saves just as well.

import { say } from "../app.js";
import { BrowserCopy } from "../editor/browser_copy.js";
import { askPassword, askYes } from "../editor/dialogs.js";
import { Keeper } from "../editor/keeper.js";
import { applied } from "../editor/markdown.js";
import { Preview } from "../editor/preview.js";
import { Steps } from "../editor/steps.js";
import { VisualMode } from "../editor/visual_mode.js";

const MOST_SEEN = 20;
const KEYS = { b: "bold", i: "italic", k: "link" };

export default function editor(form) {
  const source = form.elements.namedItem("body");
  const title = form.elements.namedItem("title");
  const base = form.elements.namedItem("base_revision");
  const alone = form.querySelector("[name=unpublished][type=checkbox]");
  const saveId = form.elements.namedItem("save_id");
  const seen = form.elements.namedItem("draft_seen"); // digests of the drafts that this window wrote or opened
  const words = form.dataset;
  const line = form.querySelector(".state");
  const copy = new BrowserCopy(words.key);
  const [section, before, after] = ["section", "before", "after"].map((name) => form.elements.namedItem(name));
  const steps = new Steps(section ? `${words.key}.${section.value}` : words.key);
  // The whole page, of which one section may be edited alone.
  const whole = (text) => {
    if (!section) return text;
    const gap = text && after.value && !text.endsWith("\n") ? "\n" : "";
    return before.value + text + gap + after.value;
  };
  const showWhole = (text) => {
    if (section) before.value = after.value = "";
    source.value = text;
    visual.read();
  };
  const visual = new VisualMode(form, source, {
    touched() { if (!keeper.hasFailed) tell(form, line, "saving"); }, // "saved" is not said a moment longer than it is true
    changed: () => changed(),
    fields: () => Object.fromEntries(new FormData(form)),
    texts: () => steps.leadingTo(source.value, form.querySelector(".editor-stored")?.value),
    strip,
  });
  const fields = () => { visual.write(); return Object.fromEntries(new FormData(form)); };
  const preview = new Preview(form, fields);

  const keeper = new Keeper({
    address: form.getAttribute("action"),
    draftAddress: words.draft,
    fields,
    text() {
      visual.write();
      return { title: title.value, body: whole(source.value), base: base.value, alone: alone?.checked };
    },
    // This window's, even if the answer is lost.
    draftSent(digest) { steps.take(source.value); seen.value = [...seen.value.split(" ").slice(-MOST_SEEN), digest].join(" ").trim(); },
    draftKept({ draft, others, sha256 }) {
      seen.value = sha256;
      const field = form.elements.namedItem("draft");
      if (draft && field) field.value = draft;
      showOthers(others);
    },
    // True when the text that stands here is the server's. Whoever typed on while a merge was made goes on from the old
    // base, and is merged again.
    saved({ number, body }, sent) {
      saveId.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
      visual.write();
      const isStill = whole(source.value) === sent.body && title.value === sent.title;
      if (body !== null && !isStill) return false;
      base.value = number;
      steps.forget();
      if (body !== null) showWhole(body);
      return isStill;
    },
  }, copy, (state, facts) => tell(form, line, state, facts));

  const changed = () => { keeper.changed(); preview.changed(); };
  source.addEventListener("input", changed);
  title.addEventListener("input", changed);
  // Enter goes on to the text: whoever has typed a title is not done with the page.
  title.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    visual.focus();
  });
  alone?.addEventListener("change", changed);
  const saveUnlessUnsure = async (isStaying) => { if (await visual.isSettled()) save(form, keeper, isStaying); };
  form.addEventListener("submit", (event) => { event.preventDefault(); saveUnlessUnsure(false); });
  form.addEventListener("keydown", (event) => onKey(event, form, source, saveUnlessUnsure));
  for (const tool of form.querySelectorAll("[data-tool]")) {
    tool.addEventListener("click", () => visual.use(tool.dataset.tool) || use(tool.dataset.tool, source, words));
  }
  form.addEventListener("attached", (event) => { if (visual.insert(event.detail)) event.preventDefault(); });
  addEventListener("beforeunload", (event) => { if (keeper.isUnsaved) event.preventDefault(); });
  addEventListener("online", () => keeper.keepDraft());
  document.addEventListener("visibilitychange", () => { if (document.hidden) { keeper.changed(); keeper.keepDraft(); } });

  if (words.unsaved) keeper.startUnsaved();
  else if (words.at) keeper.startAsDraft(words.at);
  else tell(form, line, "opened");
  steps.take(...steps.leadingTo(source.value, form.querySelector(".editor-stored")?.value));
  const came = { title: original(title), body: original(source) };
  if (!words.unsaved && (came.title !== title.value || came.body !== source.value)) keeper.startTouched({ ...came, body: whole(came.body) });
  offerLeft(form, copy, keeper.current(), (left) => {
    [title.value, base.value] = [left.title, left.base];
    if (alone) alone.checked = Boolean(left.alone);
    showWhole(left.body);
    changed();
    copy.drop(left);
    visual.focus();
  });
  return visual.start();
}

const isNew = (form) => form.elements.namedItem("parent") !== null;
const original = (field) => field.defaultValue.replace(/\r\n?/g, "\n");

async function save(form, keeper, isStaying, more = {}) {
  try {
    const answer = await keeper.save(more);
    if (isStaying && !isNew(form) && answer.body !== null) form.before(strip(answer.message));
    else if (isStaying && !isNew(form)) say(answer.message);
    else if (!keeper.isUnsaved) {
      const isWhole = await hasAll(form, answer);
      location.assign(isStaying || !isWhole ? `${answer.href.split("?")[0]}/edit` : answer.href);
    }
  } catch (failure) {
    await recover(failure, form, keeper, isStaying, more);
  }
}

// Whether the page has the files that waited for it.
async function hasAll(form, { href }) {
  const wait = [];
  form.dispatchEvent(new CustomEvent("made", { detail: { href: href.split("?")[0], wait } }));
  return (await Promise.all(wait)).every(Boolean);
}

async function recover({ reason, answer }, form, keeper, isStaying, more) {
  if (reason === "conflict" && answer.code === "edit_conflict") {
    keeper.settle(); // the server set the text aside; the same form again shows the screen that asks
    HTMLFormElement.prototype.submit.call(form);
  } else if (reason === "session" || (reason === "value" && answer.field === "sign_in") || answer?.code === "rate_limited") {
    const words = document.querySelector("#sign-in form").dataset;
    const problem = answer?.code === "rate_limited" ? words.blocked : answer?.field === "sign_in" ? words.wrong : "";
    const person = await askPassword(problem);
    if (person) await save(form, keeper, isStaying, { ...more, ...person });
  } else if (reason === "value" && answer.field === "body" && answer.reason === "empty") {
    if (await askYes(form.dataset.empty, form.dataset.emptyYes)) await save(form, keeper, isStaying, { ...more, confirm_empty: "1" });
  } else if (reason === "value" && answer.field === "title") form.elements.namedItem("title").focus();
}

function tell(form, line, state, facts = {}) {
  const words = form.dataset;
  const text = {
    opened: () => (isNew(form) ? "" : words.saidSaved), // of a page that is not there yet, nothing is saved
    saved: () => words.saidSaved,
    saving: () => words.saidSaving,
    draft: () => words.saidDraft.replace("{time}", clock(form, facts.at)),
    failed: () => words.saidFailed.replace("{reason}", () => facts.answer?.title || words[`why${facts.reason[0].toUpperCase()}${facts.reason.slice(1)}`] || words.whyFault),
  }[state]();
  if (line.dataset.state !== state) line.dataset.state = state;
  if (line.textContent !== text) line.textContent = text;
}

// In the time zone of the account and with its 24 hours, as all times that the wiki tells. A browser may not know the zone: then
// it tells its own time.
function clock(form, at) {
  const { language, zone } = form.dataset;
  const told = (timeZone) => new Intl.DateTimeFormat(language, { timeStyle: "short", hourCycle: "h23", timeZone }).format(new Date(at));
  try { return told(zone); } catch { return told(); }
}

function onKey(event, form, source, saveHere) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const key = event.key.toLowerCase();
  if (key === "s") { event.preventDefault(); if (form.reportValidity()) saveHere(true); }
  if (key in KEYS && event.target === source) { event.preventDefault(); use(KEYS[key], source, form.dataset); }
}

function use(tool, source, words) {
  const change = applied(tool, source.value, source.selectionStart, source.selectionEnd, words);
  source.focus();
  source.setSelectionRange(change.start, change.end);
  // insertText keeps the browser's undo; where it is gone, the text is set all the same.
  if (!document.execCommand("insertText", false, change.insert)) {
    source.setRangeText(change.insert, change.start, change.end);
    source.dispatchEvent(new Event("input", { bubbles: true }));
  }
  source.setSelectionRange(change.from, change.to);
}

function showOthers(others) {
  const place = document.getElementById("others");
  place.replaceChildren(...others.map((sentence) => strip(sentence)));
}

function strip(sentence, ...acts) {
  const element = document.createElement("div");
  element.className = "strip";
  const text = document.createElement("span");
  text.textContent = sentence;
  element.append(text);
  if (acts.length) {
    const group = document.createElement("span");
    group.className = "acts";
    group.append(...acts);
    element.append(group);
  }
  return element;
}

function offerLeft(form, copy, shown, restore) {
  const left = copy.left();
  if (!left) return;
  if (left.title === shown.title && left.body === shown.body) { copy.drop(left); return; }
  const button = (label, act) => {
    const element = document.createElement("button");
    Object.assign(element, { type: "button", className: "btn link", textContent: label });
    element.addEventListener("click", () => { offer.remove(); act(); });
    return element;
  };
  const offer = strip(
    form.dataset.local.replace("{time}", clock(form, left.at)),
    button(form.dataset.restore, () => restore(left)),
    button(form.dataset.drop, () => copy.drop(left)),
  );
  offer.id = "left";
  form.before(offer);
}
