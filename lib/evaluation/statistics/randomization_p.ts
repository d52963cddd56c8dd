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
  if (n <= MOST_EXACT) {
    const all = Uint32Array.from({ length: 2 ** n }, (_, pattern) => pattern);
    return sumsBeyond(far, differences, all) / all.length;
  }
  const extreme = sumsBeyond(far, differences, randomPatterns(n, seed));
  return (extreme + 1) / (FLIPS + 1);
}

/**
 * How many sums of the differences with their signs turned by a pattern are at
 * least so far from 0.
 *
 * @param patterns Of every pattern a bit for each difference, 32 to a word.
 */
function sumsBeyond(
  far: number,
  differences: readonly number[],
  patterns: Uint32Array,
): number {
  const values = Float64Array.from(differences);
  const width = wordsOf(values.length);
  let count = 0;
  for (let row = 0; row < patterns.length; row += width) {
    let sum = 0;
    for (let k = 0; k < values.length; k++) {
      const turned = patterns[row + (k >>> 5)]! >>> (k & 31) & 1;
      sum += (1 - 2 * turned) * values[k]!;
    }
    if (Math.abs(sum) >= far) count++;
  }
  return count;
}

/** The random patterns of the last comparison: the next is of the same images. */
let lastPatterns: {
  readonly n: number;
  readonly seed: number;
  readonly patterns: Uint32Array;
} | undefined;

function randomPatterns(n: number, seed: number): Uint32Array {
  if (lastPatterns?.n === n && lastPatterns.seed === seed) {
    return lastPatterns.patterns;
  }
  const random = new Random(seed, n, 1);
  const width = wordsOf(n);
  const patterns = new Uint32Array(FLIPS * width);
  for (let row = 0; row < patterns.length; row += width) {
    for (let k = 0; k < n; k++) {
      patterns[row + (k >>> 5)]! |= random.bits() >>> 31 << (k & 31);
    }
  }
  lastPatterns = { n, seed, patterns };
  return patterns;
}

function wordsOf(bits: number): number {
  return Math.max(1, Math.ceil(bits / 32));
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
