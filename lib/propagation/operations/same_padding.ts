import type * as tf from "@tensorflow/tfjs";
import type { Convolution, Margins, Padding, Pair } from "../../model/mod.ts";

/** The zeros around an input; "same" padding is TensorFlow's. */
export function paddingMargins(
  input: Pair,
  window: Pair,
  strides: Pair,
  dilations: Pair,
  padding: Padding,
): Margins {
  if (typeof padding !== "string") return padding;
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

/**
 * The padding of a convolution of maps `[N, H, W, C]` as numbers: the WASM backend's own "same"
 * is wrong where the stride skips the end of the input.
 */
export function convolutionPadding(
  shape: readonly number[],
  kernel: tf.Tensor4D,
  { strides, padding, dilations }: Convolution,
): [[number, number], [number, number], [number, number], [number, number]] {
  const [rows, columns] = paddingMargins(
    [shape[1]!, shape[2]!],
    [kernel.shape[0], kernel.shape[1]],
    strides,
    dilations,
    padding,
  );
  return [[0, 0], [...rows], [...columns], [0, 0]];
}

/** Whether there is nothing to add on any side. */
export function isEmpty(margins: Margins): boolean {
  return margins.flat().every((n) => n === 0);
}
