import { checkOptions, number } from "../../options/mod.ts";
import { ownSimilarity, type Similarity } from "./similarity.ts";

/** The options of {@linkcode topKIntersection}. */
export interface TopKOptions {
  /**
   * How much of a map is its top, in (0, 1].
   *
   * @default {0.1}
   */
  readonly share?: number;
}

/**
 * A measure of how much of the greatest values two maps have in the same
 * pixels, in [0, 1]: `|top(a) ∩ top(b)| / k`, k = share · pixels, at least 1.
 *
 * Values are taken as they are, not their magnitudes. Where equal values
 * compete for the last places, each counts for the same part of one; a
 * constant map's top is an equal part of every pixel.
 *
 * @param options How much is the top.
 * @returns The measure; two unrelated maps have about `share` in common.
 * @throws {TypeError} If there is no such option, or it is no number.
 * @throws {RangeError} If the share is not in (0, 1].
 *
 * @example
 * ```ts
 * import { topKIntersection } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const shape = [2, 2] as const;
 * const a = { values: new Float32Array([9, 8, 1, 0]), shape };
 * const b = { values: new Float32Array([9, 0, 8, 1]), shape };
 * assertEquals(topKIntersection({ share: 0.5 }).of(a, b), 0.5);
 * ```
 */
export function topKIntersection(options: TopKOptions = {}): Similarity {
  checkOptions("intersect the tops of maps", options, {
    share: number("in (0, 1]", (share) => share > 0 && share <= 1),
  });
  const { share = 0.1 } = options;
  return ownSimilarity({
    name: `Top ${formatPercent(share)} in common`,
    range: [0, 1],
    settings: { share },
    features: ({ values }) =>
      topMembership(values, Math.max(1, Math.round(share * values.length))),
    compare: (a, b) => {
      const total = a.reduce((sum, part) => sum + part, 0);
      return a.reduce((sum, part, i) => sum + Math.min(part, b[i]!), 0) / total;
    },
  });
}

/** How much each pixel belongs to the k greatest, 0 to 1; k in all. */
function topMembership(
  values: Float64Array,
  k: number,
): Float64Array {
  const sorted = values.slice().sort();
  const least = sorted[sorted.length - k]!;
  const above = values.reduce((n, value) => value > least ? n + 1 : n, 0);
  const equal = values.reduce((n, value) => value === least ? n + 1 : n, 0);
  const part = (k - above) / equal;
  return Float64Array.from(
    values,
    (value) => value > least ? 1 : value === least ? part : 0,
  );
}

function formatPercent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
