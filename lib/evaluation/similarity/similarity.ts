import {
  callback,
  checkOptions,
  checkValue,
  isRecord,
  listOf,
  number,
  type OptionRequirements,
  text,
} from "../../options/mod.ts";

/** One saliency map on its own, as the similarity measures take it. */
export interface MapImage {
  /** The values `[height, width]`, row by row. */
  readonly values: Float32Array | Float64Array;
  /** Rows and columns. */
  readonly shape: readonly [height: number, width: number];
}

/** A map in double precision. */
export interface WideMap extends MapImage {
  /** The values `[height, width]`, row by row. */
  readonly values: Float64Array;
}

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
   * Every option that changes the values, `{}` if there is none: only with it
   * results of long work are kept and reused, since nothing else tells two
   * functions of your own apart.
   *
   * @default {{}}, and results are not kept
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
 * @throws {TypeError} If a part is missing, does not exist or has another type.
 *
 * @example
 * ```ts
 * import { similarity } from "fullgrad/evaluation";
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
  checkOptions("make a measure of similarity", parts, PARTS);
  for (const required of ["name", "features", "compare"] as const) {
    checkValue(
      "make a measure of similarity",
      required,
      parts[required],
      PARTS[required],
    );
  }
  const measure = made(parts);
  if (parts.settings !== undefined) {
    const source = [String(parts.features), String(parts.compare)];
    const { name, settings } = measure;
    IDENTITIES.set(measure, { name, settings, source });
  }
  return measure;
}

/** A measure of this package, which its name and settings tell from others. */
export function ownSimilarity<Features>(
  parts: SimilarityParts<Features>,
): Similarity {
  const measure = made(parts);
  const { name, settings } = measure;
  IDENTITIES.set(measure, { name, settings });
  return measure;
}

const IDENTITIES = new WeakMap<Similarity, object>();

/**
 * What tells a measure from others, as plain data; `undefined` where nothing
 * does: one of the user's whose settings are not said.
 */
export function similarityIdentity(measure: Similarity): object | undefined {
  return IDENTITIES.get(measure);
}

function made<Features>(
  { name, range = [-1, 1], settings = {}, features, compare }: SimilarityParts<
    Features
  >,
): Similarity {
  const to = (reference: MapImage) => {
    const expected = features(checkedMap(reference));
    return (map: MapImage) => {
      checkSameShape(reference, map);
      return compare(expected, features(checkedMap(map)));
    };
  };
  return { name, range, settings, to, of: (a, b) => to(a)(b) };
}

const PARTS: OptionRequirements<SimilarityParts<never>> = {
  name: text,
  range: listOf(number("a number", (end) => !Number.isNaN(end))),
  settings: { expected: "an object", isType: isRecord },
  features: callback,
  compare: callback,
};

function checkSameShape(a: MapImage, b: MapImage): void {
  if (a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1]) return;
  throw new TypeError(
    `Cannot compare two maps as both must have the shape [${a.shape}]: current shape is [${b.shape}]`,
  );
}

/** The values over the greatest absolute value, in [-1, 1]; zeros stay. */
export function unitScale(values: Float64Array): Float64Array {
  let greatest = 0;
  for (let i = 0; i < values.length; i++) {
    greatest = Math.max(greatest, Math.abs(values[i]!));
  }
  const scaled = new Float64Array(values.length);
  if (greatest === 0) return scaled;
  for (let i = 0; i < values.length; i++) scaled[i] = values[i]! / greatest;
  return scaled;
}

/**
 * The map in double precision, once it is known that it can be compared.
 *
 * @throws {TypeError} If the number of values does not fit the shape.
 * @throws {RangeError} If the map is empty or a value is not finite.
 */
function checkedMap({ values, shape }: MapImage): WideMap {
  const [height, width] = shape;
  if (values.length !== height * width) {
    throw new TypeError(
      `Cannot compare a map as [${shape}] must have ${
        height * width
      } values: current value is ${values.length}`,
    );
  }
  if (values.length === 0) {
    throw new RangeError("Cannot compare a map as it must not be empty");
  }
  const wide = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) throw notFinite(value, i, width);
    wide[i] = value;
  }
  return { values: wide, shape };
}

function notFinite(value: number, at: number, width: number): RangeError {
  return new RangeError(
    `Cannot compare a map as its values must be finite: current value at row ${
      Math.floor(at / width)
    }, column ${at % width} is ${value}`,
  );
}
