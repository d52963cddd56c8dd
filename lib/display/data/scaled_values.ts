/** The values of a map as whole numbers of a step, which is a power of ten. */
export interface ScaledValues {
  /** One for each value; {@linkcode NO_VALUE} where it is not finite. */
  readonly steps: Int16Array;
  /** A step is `10 ** exponent`. */
  readonly exponent: number;
}

/** Stands for what is not finite. */
export const NO_VALUE = -32768;

/**
 * Returns the values of a map in steps of a ten thousandth of the largest
 * magnitude or less: four digits of it. A color has 256 steps.
 */
export function scaleValues(values: Float32Array): ScaledValues {
  let max = 0;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (magnitude > max && magnitude < Infinity) max = magnitude;
  }
  const exponent = max === 0 ? 0 : Math.floor(Math.log10(max)) - 3;
  const perStep = 10 ** -exponent;
  return {
    steps: Int16Array.from(
      values,
      (value) =>
        Number.isFinite(value) ? Math.round(value * perStep) : NO_VALUE,
    ),
    exponent,
  };
}

/** Returns the rows of a map as JSON holds them, with `null` for no value. */
export function valueRows(
  { steps, exponent }: ScaledValues,
  width: number,
): (number | null)[][] {
  const rows: (number | null)[][] = [];
  for (let start = 0; start < steps.length; start += width) {
    rows.push(Array.from(
      steps.subarray(start, start + width),
      // Read as text, since a power of ten may have no exact inverse.
      (step) => step === NO_VALUE ? null : Number(`${step}e${exponent}`),
    ));
  }
  return rows;
}
