// Which branches of a space's tree this browser has opened or closed by hand. Signing out forgets them (controllers/forget.js).

const PREFIX = "werkbuch.tree.";
const MOST = 60;

// Whether the person left the branch open; undefined where he never touched it.
export const remembered = (space, branch) => new Map(read(space)).get(branch);

export function remember(space, branch, open) {
  const known = read(space).filter(([name]) => name !== branch);
  try { localStorage.setItem(PREFIX + space, JSON.stringify([...known, [branch, open]].slice(-MOST))); } catch { /* no storage */ }
}

export function forgetTrees() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch { /* no storage */ }
}

function read(space) {
  try {
    const known = JSON.parse(localStorage.getItem(PREFIX + space) ?? "[]");
    return Array.isArray(known) ? known : [];
  } catch {
    return [];
  }
}
