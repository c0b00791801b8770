// The pages that this browser remembers of this person (controllers/article.js notes them), the latest first: { href, title }.
// Nobody else learns of it, and signing out removes it.

export function visited() {
  let known = {};
  try { known = JSON.parse(localStorage.getItem(`werkbuch.visits.${document.body.dataset.person}`)) ?? {}; } catch { /* nothing is remembered */ }
  const pages = Object.values(known).filter(({ title, href }) => title && /^\/s\//.test(href ?? ""));
  return pages.sort((one, other) => other.at - one.at);
}
