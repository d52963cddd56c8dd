import * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";
import { normalizeArgs, normScaleArgs } from "./args.ts";
import { UNIT_ELEMENTS, unitsOf } from "./unary.ts";

/** Batch normalization with given statistics, and what it is per channel. */
export const batchNormKernels: readonly EngineKernel[] = [
  { kernelName: "FusedBatchNorm", kernelFunc: fusedBatchNorm },
  { kernelName: "FullGradBatchNormAffine", kernelFunc: batchNormAffine },
];

interface BatchNormInputs extends tf.NamedTensorInfoMap {
  readonly x: tf.TensorInfo;
  readonly mean: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
  readonly offset: tf.TensorInfo;
  readonly scale: tf.TensorInfo;
}

/** What is not one number per channel goes to tfjs's kernel. */
function fusedBatchNorm(
  call: KernelCall<BatchNormInputs, { readonly varianceEpsilon: number }>,
): tf.TensorInfo | tf.TensorInfo[] {
  const { inputs, attrs, backend } = call;
  const { x, mean, variance, offset, scale } = inputs;
  const channels = x.shape.at(-1) ?? 1;
  const perChannel = [mean, variance, offset, scale].every((vector) =>
    !vector || tf.util.sizeFromShape(vector.shape) === channels
  );
  const count = tf.util.sizeFromShape(x.shape);
  if (!perChannel || count === 0) return tfjsKernel("FusedBatchNorm")(call);
  const out = backend.makeOutput(x.shape, "float32");
  const pixels = count / channels;
  const unitPixels = Math.max(1, Math.floor(UNIT_ELEMENTS / channels));
  backend.withWorkspace(channels * 4, (scales) => {
    backend.launch({
      operation: "pointwise",
      function: "normScale",
      args: normScaleArgs.pack({
        out: scales,
        variance: backend.address(variance),
        gamma: scale ? backend.address(scale) : 0,
        channels,
        epsilon: attrs.varianceEpsilon,
      }),
      units: 1,
    });
    backend.launch({
      operation: "pointwise",
      function: "normalize",
      args: normalizeArgs.pack({
        x: backend.address(x),
        out: backend.address(out),
        mean: backend.address(mean),
        scale: scales,
        offset: offset ? backend.address(offset) : 0,
        channels,
        pixels,
        unit: unitPixels,
      }),
      ...unitsOf(Math.ceil(pixels / unitPixels), count),
    });
  });
  return out;
}

interface AffineInputs extends tf.NamedTensorInfoMap {
  readonly mean: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
  readonly gamma: tf.TensorInfo;
  readonly beta: tf.TensorInfo;
}

/**
 * Batch normalization as a factor and a summand per channel. So few numbers
 * cost less here than the launches of five operations.
 */
function batchNormAffine(
  { inputs, attrs, backend }: KernelCall<
    AffineInputs,
    { readonly epsilon: number }
  >,
): tf.TensorInfo[] {
  const { mean, variance, gamma, beta } = inputs;
  const outputs = [0, 1].map(() =>
    backend.makeOutput(variance.shape, "float32")
  );
  // Views come last: an output that makes the heap grow ends earlier ones.
  const [scale, shift] = outputs.map((output) =>
    backend.typedArrayFromHeap(output)
  );
  const [means, variances, gammas, betas] = [mean, variance, gamma, beta].map(
    (tensor) => tensor && backend.typedArrayFromHeap(tensor),
  );
  for (let c = 0; c < variances!.length; c++) {
    const factor = (gammas?.[c] ?? 1) /
      Math.sqrt(variances![c]! + attrs.epsilon);
    scale![c] = factor;
    shift![c] = (betas?.[c] ?? 0) - means![c]! * factor;
  }
  return outputs;
}
