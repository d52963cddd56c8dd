import { checkValue, numbers, objectWith } from "../../options/mod.ts";

/** What a network was given, and the map of it. */
export interface ExplainedInput {
  /** A value per pixel, of either sign. */
  readonly map: ArrayLike<number>;
  /** The values that the network was given, or what it made of them. */
  readonly input: ArrayLike<number>;
}

/**
 * How far a map moves, over how large it is: `‖Φ(x′) − Φ(x)‖₂ / ‖Φ(x)‖₂`. The
 * greatest over neighbors x′ of x is max-sensitivity, the mean avg-sensitivity.
 *
 * Two maps of zeros differ by 0; from a map of zeros to any other it is infinitely
 * far.
 *
 * Source: Yeh et al., "On the (In)fidelity and Sensitivity of Explanations",
 * NeurIPS 2019, who do not divide; Quantus does as is done here, so that
 * methods of different units can be compared.
 *
 * @param map Φ(x).
 * @param other Φ(x′).
 * @returns 0 or above.
 * @throws {TypeError} If the maps differ in length.
 *
 * @example
 * ```ts
 * import { mapSensitivity } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mapSensitivity([3, 4], [3, -1]), 1);
 * ```
 */
export function mapSensitivity(
  map: ArrayLike<number>,
  other: ArrayLike<number>,
): number {
  const change = distance(map, other);
  if (change === 0) return 0;
  return change / norm(Float64Array.from(map));
}

/**
 * How far a map moves, over how far the input does:
 * `‖Φ(x′) − Φ(x)‖₂ / ‖x′ − x‖₂`, of maps divided by their own greatest absolute
 * value. The greatest over neighbors x′ of x is the local Lipschitz estimate.
 *
 * A map of zeros stays as it is.
 *
 * Source: Alvarez-Melis & Jaakkola, "On the Robustness of Interpretability
 * Methods", 2018. The maps are divided as Quantus does by default; it
 * adds 1e-10 to the denominator.
 *
 * @param at Φ(x) and x.
 * @param neighbor Φ(x′) and x′.
 * @returns 0 or above.
 * @throws {TypeError} If maps or inputs differ in length.
 * @throws {RangeError} If the inputs are equal.
 *
 * @example
 * ```ts
 * import { lipschitzRatio } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const ratio = lipschitzRatio(
 *   { map: [2, 0], input: [0, 0, 0] },
 *   { map: [0, 0], input: [0, 0, 4] },
 * );
 * assertEquals(ratio, 0.25);
 * ```
 */
export function lipschitzRatio(
  at: ExplainedInput,
  neighbor: ExplainedInput,
): number {
  const moved = movedInput(at, neighbor);
  return distance(atMostOne(at.map), atMostOne(neighbor.map)) / moved;
}

/**
 * How far a map moves pixel by pixel, over how far the input does:
 * `‖Φ(x′) − Φ(x)‖₁ / ‖x′ − x‖₂`, of maps divided by their own greatest absolute
 * value. The greatest over translations x′ of x is continuity.
 *
 * Source: Montavon, Samek & Müller, "Methods for Interpreting and Understanding
 * Deep Neural Networks", 2018, section 7.1. The maps are divided as Quantus does
 * with one image a batch; it adds 1e-9 to the denominator.
 *
 * @param at Φ(x) and x.
 * @param neighbor Φ(x′) and x′.
 * @returns 0 or above.
 * @throws {TypeError} If maps or inputs differ in length.
 * @throws {RangeError} If the inputs are equal.
 *
 * @example
 * ```ts
 * import { continuityRatio } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const ratio = continuityRatio(
 *   { map: [2, 0], input: [0, 4] },
 *   { map: [0, 2], input: [4, 4] },
 * );
 * assertEquals(ratio, 0.5);
 * ```
 */
export function continuityRatio(
  at: ExplainedInput,
  neighbor: ExplainedInput,
): number {
  const moved = movedInput(at, neighbor);
  return distance(atMostOne(at.map), atMostOne(neighbor.map), 1) / moved;
}

/**
 * How far a map moves, over how far the input does, both as shares of each value:
 * `‖(Φ(x) − Φ(x′)) / Φ(x)‖₂ / max(‖(x − x′) / x‖₂, ε)`, ε = 1e-6 also in the place
 * of values that are 0. The greatest over neighbors x′ of the same class is relative
 * input stability; with what the layers make of x in its place, relative
 * representation stability.
 *
 * Source: Agarwal et al., "Rethinking Stability for Attribution-Based
 * Explanations", 2022. Quantus puts ε in the place of a
 * denominator that is 0, and of none that is less than ε.
 *
 * @param at Φ(x) and x.
 * @param neighbor Φ(x′) and x′.
 * @returns 0 or above.
 * @throws {TypeError} If maps or inputs differ in length.
 *
 * @example
 * ```ts
 * import { relativeStability } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const ratio = relativeStability(
 *   { map: [2, 4], input: [10] },
 *   { map: [3, 4], input: [15] },
 * );
 * assertEquals(ratio, 1);
 * ```
 */
export function relativeStability(
  at: ExplainedInput,
  neighbor: ExplainedInput,
): number {
  checkBoth(at, neighbor);
  return relativeChange(at.map, neighbor.map) /
    Math.max(EPSILON, relativeChange(at.input, neighbor.input));
}

/**
 * How far a map moves, as shares of each value, over how far the logits h do:
 * `‖(Φ(x) − Φ(x′)) / Φ(x)‖₂ / max(‖h(x) − h(x′)‖₂, ε)`, ε = 1e-6. The greatest over
 * neighbors x′ of the same class is relative output stability.
 *
 * Source: Agarwal et al., "Rethinking Stability for Attribution-Based
 * Explanations", 2022; Quantus differs as in {@linkcode relativeStability}.
 *
 * @param at Φ(x) and h(x).
 * @param neighbor Φ(x′) and h(x′).
 * @returns 0 or above.
 * @throws {TypeError} If maps or logits differ in length.
 *
 * @example
 * ```ts
 * import { relativeOutputStability } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const ratio = relativeOutputStability(
 *   { map: [2, 4], input: [1, 0] },
 *   { map: [3, 4], input: [1, 2] },
 * );
 * assertEquals(ratio, 0.25);
 * ```
 */
export function relativeOutputStability(
  at: ExplainedInput,
  neighbor: ExplainedInput,
): number {
  checkBoth(at, neighbor);
  return relativeChange(at.map, neighbor.map) /
    Math.max(EPSILON, distance(at.input, neighbor.input));
}

/** What takes the place of a 0 that something is divided by. */
export const EPSILON = 1e-6;

/** `‖(a − b) / a‖₂`, with ε in the place of values of a that are 0. */
export function relativeChange(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): number {
  checkLengths(a, b);
  let squares = 0;
  for (let i = 0; i < a.length; i++) {
    squares += ((a[i]! - b[i]!) / (a[i] === 0 ? EPSILON : a[i]!)) ** 2;
  }
  return Math.sqrt(squares);
}

/** A map over its greatest absolute value; zeros as they are. */
function atMostOne(map: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(map);
  const most = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return most === 0 ? values : values.map((value) => value / most);
}

/** @throws {RangeError} If the input has not moved. */
function movedInput(at: ExplainedInput, neighbor: ExplainedInput): number {
  checkBoth(at, neighbor);
  const moved = distance(at.input, neighbor.input);
  if (moved > 0) return moved;
  throw new RangeError(
    "Cannot tell how far a map moves with the input as the inputs must differ: current distance is 0",
  );
}

/** `‖a − b‖`, the Euclidean norm or the sum of the absolute values. */
function distance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  order: 1 | 2 = 2,
): number {
  checkLengths(a, b);
  const moves = Float64Array.from(a, (value, i) => Math.abs(value - b[i]!));
  return order === 1 ? moves.reduce((sum, x) => sum + x, 0) : norm(moves);
}

/** `‖a‖₂`, also where squares are beyond what numbers hold. */
function norm(values: Float64Array): number {
  const squares = values.reduce((sum, x) => sum + x ** 2, 0);
  if (squares > 1e-280 && squares < Infinity) return Math.sqrt(squares);
  const most = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return most > 0 && most < Infinity
    ? most * Math.sqrt(values.reduce((sum, x) => sum + (x / most) ** 2, 0))
    : most;
}

const ACTION = "tell how far values move";

const EXPLAINED_INPUT = objectWith("an object with map and input", {
  map: numbers,
  input: numbers,
});

function checkBoth(at: ExplainedInput, neighbor: ExplainedInput): void {
  checkValue(ACTION, "the first", at, EXPLAINED_INPUT);
  checkValue(ACTION, "the neighbor", neighbor, EXPLAINED_INPUT);
}

function checkLengths(a: ArrayLike<number>, b: ArrayLike<number>): void {
  for (const values of [a, b]) checkValue(ACTION, "each", values, numbers);
  if (a.length === b.length) return;
  throw new TypeError(
    `Cannot tell how far values move as both must be as many: current numbers are ${a.length} and ${b.length}`,
  );
}
