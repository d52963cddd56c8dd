import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import type { PoolLayout } from "./layout.ts";

/** Up to this many elements, waking the other threads costs more than it gives. */
export const FEW_ELEMENTS = 65536;

/** The pool of every window; `maxPoolTies` needs the greatest values, `y`. */
export function poolForward(
  backend: FullgradBackend,
  name: "maxPool" | "averagePool" | "maxPoolTies",
  { x, y }: { readonly x: tf.TensorInfo; readonly y?: tf.TensorInfo },
  { outShape, words }: PoolLayout,
): tf.TensorInfo {
  const out = backend.makeOutput(outShape, "float32");
  if (tf.util.sizeFromShape(out.shape) === 0) return out;
  const units = outShape[0]! * outShape[1]!;
  backend.launch({
    operation: "pool",
    function: name,
    args: [
      backend.address(x),
      backend.address(y ?? out),
      ...words,
      0,
      backend.address(out),
    ],
    units,
    ...tf.util.sizeFromShape(x.shape) <= FEW_ELEMENTS && { chunk: units },
  });
  return out;
}
