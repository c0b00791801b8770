// Which parts of an old sequence go on in a new one.

const MOST = 4_000_000; // cells of the table of lengths

/**
 * The longest common subsequence as pairs of positions, rising.
 * @param {unknown[]} old
 * @param {unknown[]} fresh
 * @returns {[number, number][]}
 */
export function common(old, fresh) {
  let start = 0;
  let [oldEnd, freshEnd] = [old.length, fresh.length];
  while (start < oldEnd && start < freshEnd && old[start] === fresh[start]) start += 1;
  while (oldEnd > start && freshEnd > start && old[oldEnd - 1] === fresh[freshEnd - 1]) { oldEnd -= 1; freshEnd -= 1; }
  const pairs = Array.from({ length: start }, (_, position) => [position, position]);
  for (const [a, b] of middle(old.slice(start, oldEnd), fresh.slice(start, freshEnd))) pairs.push([start + a, start + b]);
  for (let behind = 0; oldEnd + behind < old.length; behind++) pairs.push([oldEnd + behind, freshEnd + behind]);
  return pairs;
}

function middle(old, fresh) {
  const width = fresh.length + 1;
  if (!old.length || !fresh.length || old.length * fresh.length > MOST) return [];
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let a = old.length - 1; a >= 0; a--) {
    for (let b = fresh.length - 1; b >= 0; b--) {
      lengths[a * width + b] = old[a] === fresh[b]
        ? lengths[(a + 1) * width + b + 1] + 1
        : Math.max(lengths[(a + 1) * width + b], lengths[a * width + b + 1]);
    }
  }
  const pairs = [];
  for (let a = 0, b = 0; a < old.length && b < fresh.length;) {
    if (old[a] === fresh[b]) pairs.push([a++, b++]);
    else if (lengths[(a + 1) * width + b] >= lengths[a * width + b + 1]) a += 1;
    else b += 1;
  }
  return pairs;
}

/**
 * For each new part the position of the old one it continues, or -1; the positions rise. Equal parts go first; what was changed
 * continues the old part of the same kind that is most like it.
 * @template T
 * @param {T[]} old
 * @param {T[]} fresh
 * @param {(part: T) => unknown} key equal for equal parts
 * @param {(a: T, b: T) => number} likeness 0 for parts that have nothing to do with each other, at most 1
 * @param {(part: T) => object | null} [identity] the very same for parts that are equal without a look at their keys
 * @returns {{ from: number, isSame: boolean }[]}
 */
export function continued(old, fresh, key, likeness, identity = () => null) {
  const partners = fresh.map(() => ({ from: -1, isSame: false }));
  const same = [];
  let [oldFrom, freshFrom] = [0, 0];
  for (const [oldAt, freshAt] of [...identical(old, fresh, identity), [old.length, fresh.length]]) {
    const between = common(old.slice(oldFrom, oldAt).map(key), fresh.slice(freshFrom, freshAt).map(key));
    same.push(...between.map(([x, y]) => [oldFrom + x, freshFrom + y]), [oldAt, freshAt]);
    [oldFrom, freshFrom] = [oldAt + 1, freshAt + 1];
  }
  let [a, b] = [0, 0];
  for (const [oldAt, freshAt] of same) {
    for (const [x, y] of alike(old.slice(a, oldAt), fresh.slice(b, freshAt), likeness)) partners[b + y] = { from: a + x, isSame: false };
    if (freshAt < fresh.length) partners[freshAt] = { from: oldAt, isSame: true };
    [a, b] = [oldAt + 1, freshAt + 1];
  }
  return partners;
}

// The rising pairs of the very same parts; none where one of them was moved.
function identical(old, fresh, identity) {
  const places = new Map(old.map((part, at) => [identity(part), at]));
  const pairs = [];
  for (const [freshAt, part] of fresh.entries()) {
    const one = identity(part);
    const at = one === null ? undefined : places.get(one);
    if (at === undefined) continue;
    if (at <= (pairs.at(-1)?.[0] ?? -1)) return [];
    pairs.push([at, freshAt]);
  }
  return pairs;
}

const WIDEST = 60;

// The rising pairs whose likeness is largest together.
function alike(old, fresh, likeness) {
  if (!old.length || !fresh.length) return [];
  if (old.length > WIDEST || fresh.length > WIDEST) return oneByOne(old, fresh, likeness);
  const width = fresh.length + 1;
  const scores = new Float64Array((old.length + 1) * width);
  const pair = (a, b) => { const score = likeness(old[a], fresh[b]); return score > 0 ? score + scores[(a + 1) * width + b + 1] : -1; };
  for (let a = old.length - 1; a >= 0; a--) {
    for (let b = fresh.length - 1; b >= 0; b--) scores[a * width + b] = Math.max(pair(a, b), scores[(a + 1) * width + b], scores[a * width + b + 1]);
  }
  const pairs = [];
  for (let a = 0, b = 0; a < old.length && b < fresh.length;) {
    const best = scores[a * width + b];
    if (best > 0 && pair(a, b) === best) pairs.push([a++, b++]);
    else if (scores[(a + 1) * width + b] === best) a += 1;
    else b += 1;
  }
  return pairs;
}

function oneByOne(old, fresh, likeness) {
  const pairs = [];
  for (let at = 0; at < Math.min(old.length, fresh.length); at++) if (likeness(old[at], fresh[at]) > 0) pairs.push([at, at]);
  return pairs;
}
