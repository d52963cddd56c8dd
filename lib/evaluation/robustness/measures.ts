/** What a network was given, and the map of it. */
export interface ExplainedInput {
  /** A value per pixel, of either sign. */
  readonly map: ArrayLike<number>;
  /** The values that the network was given. */
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
  let squares = 0;
  for (let i = 0; i < map.length; i++) squares += map[i]! ** 2;
  return change / Math.sqrt(squares);
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
  const moved = distance(at.input, neighbor.input);
  if (moved === 0) {
    throw new RangeError(
      "Cannot estimate a Lipschitz constant as the inputs must differ: current distance is 0",
    );
  }
  return distance(atMostOne(at.map), atMostOne(neighbor.map)) / moved;
}

/** A map over its greatest absolute value; zeros as they are. */
function atMostOne(map: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(map);
  const most = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return most === 0 ? values : values.map((value) => value / most);
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new TypeError(
      `Cannot tell how far values move as both must be as many: current numbers are ${a.length} and ${b.length}`,
    );
  }
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(squares);
}
