// Keeps what is typed: at once in this browser, within seconds as a draft on the server, and saved when asked to. One request
// at a time. "Saved" is said only after the server named the SHA-256 of exactly this text.

import { Failure, post } from "./answers.js";
import { sha256 } from "../sha256.js";

const DRAFT_AFTER = 4_000; // milliseconds after the first change that the server does not have
const RETRY_AFTER = 10_000;

// A form's text as it reaches the server: what no form can carry becomes U+FFFD.
const asSent = (body) => body.replace(/\r\n?/g, "\n").replace(/\0/g, "\ufffd");
// `alone` says that a page to be made shall not be published yet; of a blank page it is nothing to keep.
const same = (a, b) => a !== null && b !== null && a.title === b.title && a.body === b.body
  && (a.alone === b.alone || (!a.title && !a.body));

export class Keeper {
  // editor: { text() → { title, body, base, alone }, fields() → object, draftSent(digest), draftKept(answer), draftAddress, address }; tell(state, facts): opened, saved, draft, saving, failed.
  constructor(editor, copy, tell) {
    Object.assign(this, { editor, copy, tell, busy: null, timer: null });
    this.opened = this.current();
    this.draft = this.opened;
    this.rest = ["opened"];
  }

  // The text that stands here is a draft of that moment.
  startAsDraft(at) { this.rest = ["draft", { at }]; this.tell(...this.rest); }

  current() { return this.editor.text(); }

  get isUnsaved() { return !same(this.current(), this.opened); }

  // The text that stands here came back from the server unsaved.
  startUnsaved() { this.opened = this.draft = null; this.changed(); }

  // The page came with that text; what stands here was typed, or put back by the browser, before this began.
  startTouched(came) { this.opened = this.draft = came; this.changed(); }

  changed() {
    if (same(this.current(), this.opened) && same(this.draft, this.opened)) {
      this.copy.forget();
      if (!this.busy) this.tell(...this.rest);
      return;
    }
    this.copy.keep(this.current());
    if (!this.hasFailed) this.tell("saving");
    this.timer ??= setTimeout(() => this.keepDraft(), this.hasFailed ? RETRY_AFTER : DRAFT_AFTER);
  }

  keepDraft() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.busy) return this.busy.then(() => this.changed());
    const text = this.current();
    if (same(text, this.draft)) return null;
    return this.one(async () => {
      const fields = this.editor.fields();
      this.editor.draftSent(sha256(asSent(text.body)));
      const answer = await post(this.editor.draftAddress, fields);
      confirm(answer, text);
      this.draft = text;
      this.editor.draftKept(answer);
      this.hasFailed = false;
      if (!same(this.current(), text)) return this.changed();
      this.copy.forget();
      return same(text, this.opened) ? this.tell(...this.rest) : this.tell("draft", { at: answer.at });
    }).catch((failure) => this.failed(failure));
  }

  // The server's answer to the save; throws Failure, and then says so and keeps trying to keep a draft.
  async save(more = {}) {
    clearTimeout(this.timer);
    this.timer = null;
    while (this.busy) await this.busy;
    this.tell("saving");
    const text = this.current();
    try {
      return await this.one(async () => {
        const answer = await post(this.editor.address, { ...this.editor.fields(), ...more });
        confirm(answer, text);
        this.hasFailed = false;
        if (this.editor.saved(answer, text)) this.settle();
        else { this.opened = text; this.draft = null; this.changed(); }
        return answer;
      });
    } catch (failure) {
      this.failed(failure);
      throw failure;
    }
  }

  // What stands here is what the server has.
  settle() {
    clearTimeout(this.timer);
    this.timer = null;
    this.opened = this.draft = this.current();
    this.copy.forget();
    this.rest = ["saved"];
    this.tell("saved");
  }

  failed(failure) {
    if (!(failure instanceof Failure)) throw failure;
    this.hasFailed = true;
    this.copy.keep(this.current());
    this.tell("failed", failure);
    this.timer ??= setTimeout(() => this.keepDraft(), RETRY_AFTER);
  }

  one(act) {
    const run = act();
    this.busy = run.catch(() => {}).finally(() => { this.busy = null; });
    return run;
  }
}

function confirm(answer, text) {
  if (answer.sha256 !== sha256(asSent(text.body))) throw new Failure("different");
}
