import * as tf from "@tensorflow/tfjs";
import type { KernelCall } from "../../engine/engine_kernel.ts";
import { stockKernel } from "../../engine/stock_kernels.ts";
import { copyStrided } from "./copy_strided.ts";
import { stridesOf } from "./strides_of.ts";

/** Tensors, which tfjs passes as a list, one behind the other along an axis. */
export function concat(
  call: KernelCall<tf.NamedTensorInfoMap, { readonly axis: number }>,
): tf.TensorInfo | tf.TensorInfo[] {
  const { attrs, backend } = call;
  const inputs = Object.values(call.inputs) as tf.TensorInfo[];
  const { dtype, shape: first } = inputs[0]!;
  const axis = tf.util.parseAxisParam(attrs.axis, first)[0]!;
  const shapes = inputs.map(({ shape }) => shape);
  const parts = inputs.filter(({ shape }) => !shape.includes(0));
  if ((dtype !== "float32" && dtype !== "int32") || parts.length < 2) {
    return stockKernel("Concat")(call);
  }
  tf.backend_util.assertParamsConsistent(shapes, axis);
  const out = backend.makeOutput(
    tf.backend_util.computeOutShape(shapes, axis),
    dtype,
  );
  const to = stridesOf(out.shape);
  let start = backend.address(out);
  for (const part of parts) {
    const from = stridesOf(part.shape);
    copyStrided(
      backend,
      backend.address(part),
      start,
      part.shape.map((length, i) => ({ length, from: from[i]!, to: to[i]! })),
    );
    start += part.shape[axis]! * to[axis]! * 4;
  }
  return out;
}
