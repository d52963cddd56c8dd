/** Where parts of these sizes lie in memory from `start` on, by cache lines. */
export function places(start: number, bytes: readonly number[]): number[] {
  let at = start;
  return bytes.map((size) => {
    const place = at;
    at += aligned(size);
    return place;
  });
}

/** Bytes in whole cache lines. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
