import { checkedMap, type MapImage, type WideMap } from "./map_image.ts";

/** A way to say how alike two maps of the same size are, as a value. */
export interface Similarity {
  /** Words for figures and tables, such as `Spearman`. */
  readonly name: string;
  /** What it can be at least and at most. */
  readonly range: readonly [low: number, high: number];
  /** Every option that changes the values. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The similarity of two maps. */
  readonly of: (a: MapImage, b: MapImage) => number;
  /**
   * The similarity to one map, as a function of the other: what depends on
   * `reference` alone is computed once.
   */
  readonly to: (reference: MapImage) => (map: MapImage) => number;
}

/** What a {@linkcode Similarity} is made of. */
export interface SimilarityParts<Features> {
  /** Words for figures and tables. */
  readonly name: string;
  /**
   * What it can be at least and at most.
   *
   * @default {[-1, 1]}
   */
  readonly range?: readonly [low: number, high: number];
  /**
   * Every option that changes the values.
   *
   * @default {{}}
   */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What of a map is compared. */
  readonly features: (map: WideMap) => Features;
  /** How alike the features of two maps are. */
  readonly compare: (a: Features, b: Features) => number;
}

/**
 * A similarity measure: `compare(features(a), features(b))`, on checked maps.
 *
 * @param parts What is compared, and how.
 * @returns The measure; it throws `TypeError` for maps that differ in shape
 * and `RangeError` for values that are not finite.
 *
 * @example
 * ```ts
 * import { similarity } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const sameSign = similarity({
 *   name: "same sign",
 *   range: [0, 1],
 *   features: ({ values }) => values.map(Math.sign),
 *   compare: (a, b) => a.filter((sign, i) => sign === b[i]).length / a.length,
 * });
 * const a = { values: new Float32Array([1, -2]), shape: [1, 2] as const };
 * const b = { values: new Float32Array([3, 4]), shape: [1, 2] as const };
 * assertEquals(sameSign.of(a, b), 0.5);
 * ```
 */
export function similarity<Features>(
  parts: SimilarityParts<Features>,
): Similarity {
  const { name, range = [-1, 1], settings = {}, features, compare } = parts;
  const to = (reference: MapImage) => {
    const expected = features(checkedMap(reference));
    return (map: MapImage) => {
      checkSameShape(reference, map);
      return compare(expected, features(checkedMap(map)));
    };
  };
  return { name, range, settings, to, of: (a, b) => to(a)(b) };
}

function checkSameShape(a: MapImage, b: MapImage): void {
  if (a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1]) return;
  throw new TypeError(
    `Cannot compare two maps as both must have the shape [${a.shape}]: current shape is [${b.shape}]`,
  );
}
