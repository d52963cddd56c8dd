import type * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/mod.ts";

interface Inputs extends tf.NamedTensorInfoMap {
  readonly mean: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
  readonly gamma: tf.TensorInfo;
  readonly beta: tf.TensorInfo;
}

/**
 * Batch normalization as a factor and a summand per channel. So few numbers
 * cost less here than the launches of five operations.
 */
export const batchNormAffineKernels: readonly EngineKernel[] = [{
  kernelName: "FullGradBatchNormAffine",
  kernelFunc: (
    { inputs, attrs, backend }: KernelCall<
      Inputs,
      { readonly epsilon: number }
    >,
  ) => {
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
  },
}];
