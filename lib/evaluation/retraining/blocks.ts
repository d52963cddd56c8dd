/** Images that are read and explained together. */
export const BLOCK = 32;

/** The positions 0 … size − 1 in blocks. */
export function blocksOf(size: number): readonly (readonly number[])[] {
  return Array.from(
    { length: Math.ceil(size / BLOCK) },
    (_, block) => blockAt(block * BLOCK, size),
  );
}

/** The block that a position is in. */
export function blockAt(position: number, size: number): readonly number[] {
  const start = position - position % BLOCK;
  return Array.from(
    { length: Math.min(BLOCK, size - start) },
    (_, i) => start + i,
  );
}
