/**
 * Smooth noise, 0…1: random values on the integer lattice, chosen by `salt`,
 * and soft interpolation between them.
 */
export function valueNoise(x: number, y: number, salt: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = x - column;
  const v = y - row;
  const s = u * u * (3 - 2 * u);
  const t = v * v * (3 - 2 * v);
  const top = latticeValue(column, row, salt);
  const bottom = latticeValue(column, row + 1, salt);
  const upper = top + (latticeValue(column + 1, row, salt) - top) * s;
  const lower = bottom + (latticeValue(column + 1, row + 1, salt) - bottom) * s;
  return upper + (lower - upper) * t;
}

/** A value in 0…1 that looks random, fixed by a lattice point and `salt`. */
export function latticeValue(
  column: number,
  row: number,
  salt: number,
): number {
  let h = Math.imul(column, 0x27d4eb2d) ^ Math.imul(row, 0x165667b1) ^ salt;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}
