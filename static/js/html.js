// The only place where text becomes HTML. What reaches the page is taken from answers of this wiki's own server and nothing else;
// the trusted-types policy "werkbuch" exists here alone (CSP: trusted-types werkbuch).

const policy = globalThis.trustedTypes?.createPolicy("werkbuch", { createHTML: (text) => text }) ?? { createHTML: (text) => text };

// The body of an answer as a DocumentFragment. Throws when it is no HTML, failed, or came from elsewhere.
export async function fragment(response) {
  const ours = new URL(response.url).origin === location.origin;
  const html = response.headers.get("content-type")?.startsWith("text/html");
  if (!response.ok || !ours || !html || response.redirected) throw new Error(`no fragment: ${response.status}`);
  return parse(await response.text());
}

// HTML that stands in a field of an own JSON answer (the preview). `response` proves where it came from.
export function fieldFragment(response, text) {
  if (new URL(response.url).origin !== location.origin) throw new Error("not from here");
  return parse(text);
}

// HTML from the clipboard as a document of its own, in which nothing runs and nothing loads: to be read from, through the
// schema of the editor, and never to be put into the page.
export function inert(text) {
  return new DOMParser().parseFromString(policy.createHTML(text), "text/html");
}

function parse(text) {
  const parsed = new DOMParser().parseFromString(policy.createHTML(text), "text/html");
  const result = document.createDocumentFragment();
  result.append(...parsed.body.childNodes);
  return result;
}
