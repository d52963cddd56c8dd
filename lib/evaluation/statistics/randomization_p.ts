import { Random } from "../../random/mod.ts";

/** All sign patterns are tried up to this number of differences: 4096. */
const MOST_EXACT = 12;

/** How many sign patterns are drawn where there are more. */
const FLIPS = 9999;

/** Sums that are equal but for rounding count as equal. */
const ROUNDING = 1e-12;

/**
 * How likely a mean difference at least as far from 0 would be if both methods
 * were alike, so that each difference could as well have the other sign: the
 * two-sided p of the paired randomization test.
 *
 * Exact for up to 12 differences, else from 9,999 random sign patterns and the
 * observed one, so that it is never 0. Of one difference it is 1.
 *
 * Source: Fisher, "The Design of Experiments", 1935, section 21; Edgington &
 * Onghena, "Randomization Tests", 2007.
 *
 * @param differences One per image.
 * @param seed Of the random sign patterns.
 */
export function randomizationP(
  differences: readonly number[],
  seed: number,
): number {
  const n = differences.length;
  const size = differences.reduce((sum, d) => sum + Math.abs(d), 0);
  const far = Math.abs(differences.reduce((sum, d) => sum + d, 0)) -
    ROUNDING * size;
  const sumBy = (flipped: (k: number) => boolean): number =>
    Math.abs(differences.reduce((sum, d, k) => sum + (flipped(k) ? -d : d), 0));
  let extreme = 0;
  if (n <= MOST_EXACT) {
    for (let pattern = 0; pattern < 2 ** n; pattern++) {
      if (sumBy((k) => (pattern >> k & 1) === 1) >= far) extreme++;
    }
    return extreme / 2 ** n;
  }
  const random = new Random(seed, n, 1);
  for (let i = 0; i < FLIPS; i++) {
    if (sumBy(() => random.bits() >= 2 ** 31) >= far) extreme++;
  }
  return (extreme + 1) / (FLIPS + 1);
}

/**
 * Several p corrected for their number, each in its place: the greatest k-th
 * smallest p times (m − k + 1) so far, at most 1.
 *
 * Source: Holm, "A simple sequentially rejective multiple test procedure", 1979.
 */
export function holm(ps: readonly number[]): readonly number[] {
  const corrected = new Array<number>(ps.length);
  const order = [...ps.keys()].sort((a, b) => ps[a]! - ps[b]!);
  let greatest = 0;
  for (const [rank, at] of order.entries()) {
    greatest = Math.max(greatest, Math.min(1, ps[at]! * (ps.length - rank)));
    corrected[at] = greatest;
  }
  return corrected;
}
