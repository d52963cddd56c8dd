/** The cut of a sum. */
export interface Slices {
  /** Number of slices. */
  readonly slices: number;
  /** Length of all but the last. */
  readonly sliceLength: number;
}

/** At most so many slices of a sum over `k`, each a multiple of 8 long. */
export function cutSum(k: number, most: number): Slices {
  const sliceLength = Math.max(8, Math.ceil(k / Math.max(1, most) / 8) * 8);
  return { slices: Math.max(1, Math.ceil(k / sliceLength)), sliceLength };
}
