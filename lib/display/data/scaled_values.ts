/** The values of a map as whole numbers of a step, which is a power of ten. */
export interface ScaledValues {
  /** One for each value; {@linkcode NO_VALUE} where it is not finite. */
  readonly steps: Int16Array;
  /** The steps that are added to each. */
  readonly base: number;
  /** A step is `10 ** exponent`. */
  readonly exponent: number;
}

/** Stands for what is not finite. */
export const NO_VALUE = -32768;

/** What the others fit in. */
const MOST_STEPS = 32767;

/** Digits that a float has: finer steps would be noise. */
const DIGITS = 8;

/**
 * Returns the values of a map in steps of a thousandth of what they span, or
 * less. A color has 256 steps.
 */
export function scaleValues(values: Float32Array): ScaledValues {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  if (!(magnitude > 0 && magnitude < Infinity)) {
    return { steps: stepsOf(values, 1, 0), base: 0, exponent: 0 };
  }
  const exponent = Math.max(
    Math.floor(Math.log10(max - min)) - 3,
    Math.floor(Math.log10(magnitude)) - DIGITS + 1,
  );
  const perStep = 10 ** -exponent;
  const base = magnitude * perStep <= MOST_STEPS
    ? 0
    : Math.round((min + max) / 2 * perStep);
  return { steps: stepsOf(values, perStep, base), base, exponent };
}

function stepsOf(
  values: Float32Array,
  perStep: number,
  base: number,
): Int16Array {
  return Int16Array.from(
    values,
    (value) =>
      Number.isFinite(value) ? Math.round(value * perStep) - base : NO_VALUE,
  );
}

/** Returns the rows of a map as JSON holds them, with `null` for no value. */
export function valueRows(
  { steps, base, exponent }: ScaledValues,
  width: number,
): (number | null)[][] {
  const rows: (number | null)[][] = [];
  for (let start = 0; start < steps.length; start += width) {
    rows.push(Array.from(
      steps.subarray(start, start + width),
      // Read as text, since a power of ten may have no exact inverse.
      (step) => step === NO_VALUE ? null : Number(`${step + base}e${exponent}`),
    ));
  }
  return rows;
}
