import * as tf from "@tensorflow/tfjs";
import { f32Bits } from "../../engine/f32_bits.ts";
import type { KernelCall } from "../../engine/engine_kernel.ts";
import { stockKernel } from "../../engine/stock_kernels.ts";
import { UNIT_ELEMENTS, unitsOf } from "./unary.ts";

/** The tensors of {@linkcode fusedBatchNorm}. */
export interface BatchNormInputs extends tf.NamedTensorInfoMap {
  readonly x: tf.TensorInfo;
  readonly mean: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
  readonly offset: tf.TensorInfo;
  readonly scale: tf.TensorInfo;
}

/**
 * Batch normalization with given statistics; what is not one number per channel
 * goes to the stock kernel.
 */
export function fusedBatchNorm(
  call: KernelCall<BatchNormInputs, { readonly varianceEpsilon: number }>,
): tf.TensorInfo | tf.TensorInfo[] {
  const { inputs, attrs, backend } = call;
  const { x, mean, variance, offset, scale } = inputs;
  const channels = x.shape.at(-1) ?? 1;
  const perChannel = [mean, variance, offset, scale].every((vector) =>
    !vector || tf.util.sizeFromShape(vector.shape) === channels
  );
  const count = tf.util.sizeFromShape(x.shape);
  if (!perChannel || count === 0) return stockKernel("FusedBatchNorm")(call);
  const out = backend.makeOutput(x.shape, "float32");
  const pixels = count / channels;
  const unitPixels = Math.max(1, Math.floor(UNIT_ELEMENTS / channels));
  backend.withWorkspace(channels * 4, (scales) => {
    backend.launch({
      operation: "pointwise",
      function: "normScale",
      args: [
        scales,
        backend.address(variance),
        scale ? backend.address(scale) : 0,
        channels,
        f32Bits(attrs.varianceEpsilon),
      ],
      units: 1,
    });
    backend.launch({
      operation: "pointwise",
      function: "normalize",
      args: [
        backend.address(x),
        backend.address(out),
        backend.address(mean),
        scales,
        offset ? backend.address(offset) : 0,
        channels,
        pixels,
        unitPixels,
      ],
      ...unitsOf(Math.ceil(pixels / unitPixels), count),
    });
  });
  return out;
}
