import type { Margins, Padding, Pair } from "../../model/mod.ts";

/** The zeros that "same" padding puts around an input, as TensorFlow does. */
export function paddingMargins(
  input: Pair,
  window: Pair,
  strides: Pair,
  dilations: Pair,
  padding: Padding,
): Margins {
  const side = (axis: 0 | 1): readonly [number, number] => {
    if (padding === "valid") return [0, 0];
    const reach = (window[axis] - 1) * dilations[axis] + 1;
    const steps = Math.ceil(input[axis] / strides[axis]);
    const total = Math.max(
      0,
      (steps - 1) * strides[axis] + reach - input[axis],
    );
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  return [side(0), side(1)];
}

/** Whether there is nothing to add on any side. */
export function isEmpty(margins: Margins): boolean {
  return margins.flat().every((n) => n === 0);
}
