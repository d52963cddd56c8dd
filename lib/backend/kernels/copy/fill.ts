import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import { fillArgs, fillFloatArgs } from "./args.ts";

/** Values of a unit that is filled. */
const UNIT_VALUES = 32768;

/** Writes one value everywhere. */
export function fill(
  backend: FullgradBackend,
  out: tf.TensorInfo,
  value: number,
): void {
  const count = tf.util.sizeFromShape(out.shape);
  const units = Math.ceil(count / UNIT_VALUES);
  backend.launch({
    operation: "copy",
    function: "fill",
    args: (out.dtype === "float32" ? fillFloatArgs : fillArgs).pack({
      out: backend.address(out),
      count,
      unit: UNIT_VALUES,
      value,
    }),
    units,
    ...units <= 2 && { chunk: units },
  });
}
