/**
 * A key of a set of pixels: equal for equal sets, and for two of a million
 * different ones with a probability of about 1e-7 at most.
 *
 * @param removed 1 for the pixels of the set, else 0.
 */
export function setKey(removed: Uint8Array): string {
  let [a, b] = [0x9e3779b9, 0x85ebca6b];
  for (let i = 0; i < removed.length; i++) {
    if (removed[i] === 0) continue;
    a = mixed(a ^ i, 0xcc9e2d51);
    b = mixed(b ^ i, 0x1b873593);
  }
  return `${a.toString(36)} ${b.toString(36)}`;
}

/** The finisher of MurmurHash3, with a factor of its own. */
function mixed(bits: number, factor: number): number {
  const product = Math.imul(bits ^ (bits >>> 16), factor);
  return Math.imul(product ^ (product >>> 13), 0x85ebca6b) >>> 0;
}
