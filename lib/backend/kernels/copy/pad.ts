import * as tf from "@tensorflow/tfjs";
import type { KernelCall } from "../../engine/engine_kernel.ts";
import { f32Bits } from "../../engine/f32_bits.ts";
import { stockKernel } from "../../engine/stock_kernels.ts";
import { copyStrided } from "./copy_strided.ts";
import { stridesOf } from "./strides_of.ts";

/** The attributes of {@linkcode pad}. */
export type PadAttributes = {
  readonly paddings: readonly (readonly [before: number, after: number])[];
  readonly constantValue: number;
};

/** Values of a unit that is filled. */
const UNIT_VALUES = 32768;

/** A tensor with a constant around it. */
export function pad(
  call: KernelCall<{ readonly x: tf.TensorInfo }, PadAttributes>,
): tf.TensorInfo | tf.TensorInfo[] {
  const { inputs: { x }, attrs: { paddings, constantValue }, backend } = call;
  if (x.dtype !== "float32" && x.dtype !== "int32" || x.shape.includes(0)) {
    return stockKernel("PadV2")(call);
  }
  const shape = x.shape.map((length, axis) =>
    length + paddings[axis]![0] + paddings[axis]![1]
  );
  const out = backend.makeOutput(shape, x.dtype);
  const count = tf.util.sizeFromShape(shape);
  const bits = x.dtype === "float32" ? f32Bits(constantValue) : constantValue;
  const units = Math.ceil(count / UNIT_VALUES);
  backend.launch({
    operation: "copy",
    function: "fill",
    args: [backend.address(out), count, UNIT_VALUES, bits],
    units,
    ...units <= 2 && { chunk: units },
  });
  const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
  const start = to.reduce((at, step, i) => at + step * paddings[i]![0], 0);
  copyStrided(
    backend,
    backend.address(x),
    backend.address(out) + start * 4,
    x.shape.map((length, i) => ({ length, from: from[i]!, to: to[i]! })),
  );
  return out;
}
