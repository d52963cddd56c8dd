/** The values of a map as whole numbers of a step. */
export interface ScaledValues {
  /** One for each value; {@linkcode NO_VALUE} where it is not finite. */
  readonly steps: Int16Array;
  /** The steps that are added to each. */
  readonly base: number;
  /** A step is `unit * 10 ** exponent`. */
  readonly unit: 1 | 2 | 5;
  readonly exponent: number;
}

/** Stands for what is not finite. */
export const NO_VALUE = -32768;

/** What the others fit in. */
const MOST_STEPS = 32767;

/** Digits that a float has: finer steps would be noise. */
const DIGITS = 8;

/** Steps at least of what numbers span, and colors: nobody tells more apart. */
const [NUMBERS, COLORS] = [1000, 128];

/**
 * Returns the values of a map in steps of a thousandth of what they span, or
 * less; of a 128th where they are to become colors, as noise does not compress.
 *
 * @param colors What the colors span, which may be less than the values do.
 */
export function scaleValues(
  values: Float32Array,
  colors?: number,
): ScaledValues {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  if (!(magnitude > 0 && magnitude < Infinity)) {
    return { steps: stepsOf(values, 1, 0), base: 0, unit: 1, exponent: 0 };
  }
  const span = max - min;
  // A step is rounded down, to two fifths at worst.
  const finest = Math.max(
    2.5 * span / MOST_STEPS,
    10 ** (Math.floor(Math.log10(magnitude)) - DIGITS + 1),
  );
  const { unit, exponent } = colors
    ? roundStep(Math.max(finest, Math.min(span, colors) / COLORS))
    : { unit: 1 as const, exponent: tenth(Math.max(finest, span / NUMBERS)) };
  const perStep = 10 ** -exponent / unit;
  const base = magnitude * perStep <= MOST_STEPS
    ? 0
    : Math.round((min + max) / 2 * perStep);
  return { steps: stepsOf(values, perStep, base), base, unit, exponent };
}

/** Returns the greatest step up to some of one digit that is 1, 2 or 5. */
function roundStep(most: number): Pick<ScaledValues, "unit" | "exponent"> {
  const exponent = tenth(most);
  const digit = most / 10 ** exponent;
  return { unit: digit >= 5 ? 5 : digit >= 2 ? 2 : 1, exponent };
}

/** The greatest power of ten up to a number. */
function tenth(most: number): number {
  return Math.floor(Math.log10(most));
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
  { steps, base, unit, exponent }: ScaledValues,
  width: number,
): (number | null)[][] {
  const rows: (number | null)[][] = [];
  for (let start = 0; start < steps.length; start += width) {
    rows.push(Array.from(
      steps.subarray(start, start + width),
      // Read as text, since a power of ten may have no exact inverse.
      (step) =>
        step === NO_VALUE
          ? null
          : Number(`${(step + base) * unit}e${exponent}`),
    ));
  }
  return rows;
}
