import type * as tf from "@tensorflow/tfjs";
import { f32Bits, type FullgradBackend } from "../../engine/mod.ts";
import { callKernel } from "../call_kernel.ts";

/** What tfjs fuses into a convolution or a matrix product. */
export interface FusedSteps {
  /** Added to the result, broadcast. */
  readonly bias?: tf.TensorInfo;
  /** Slopes of a prelu, broadcast. */
  readonly preluActivationWeights?: tf.TensorInfo;
  /** Applied last. */
  readonly activation: FusedActivation;
  /** Slope of a leakyrelu. */
  readonly leakyreluAlpha?: number;
}

/** The activations that tfjs fuses. */
export type FusedActivation = keyof typeof ACTIVATIONS;

/** Their numbers in `simd/activate.as`, and tfjs's kernel of each. */
const ACTIVATIONS = {
  linear: { number: 0, kernel: "Identity" },
  relu: { number: 1, kernel: "Relu" },
  relu6: { number: 2, kernel: "Relu6" },
  prelu: { number: 3, kernel: "Prelu" },
  leakyrelu: { number: 4, kernel: "LeakyRelu" },
  sigmoid: { number: 5, kernel: "Sigmoid" },
  elu: { number: 6, kernel: "Elu" },
} as const;

/**
 * The words that say to a kernel what to do with its result: address of the
 * bias, number of the activation, its slope, address of the slopes; undefined
 * where bias or slopes are not one number per channel.
 *
 * @throws {RangeError} If there is no such activation.
 */
export function fusedWords(
  backend: FullgradBackend,
  steps: FusedSteps,
  channels: number,
): readonly number[] | undefined {
  const { bias, preluActivationWeights: slopes, activation } = steps;
  if (!Object.hasOwn(ACTIVATIONS, activation)) {
    throw new RangeError(
      `Cannot fuse an activation as it must be one of ${
        Object.keys(ACTIVATIONS).join(", ")
      }: current value is ${activation}`,
    );
  }
  if (![bias, slopes].every((vector) => isPerChannel(vector, channels))) {
    return undefined;
  }
  return [
    bias ? backend.address(bias) : 0,
    ACTIVATIONS[activation].number,
    f32Bits(steps.leakyreluAlpha ?? 0),
    slopes ? backend.address(slopes) : 0,
  ];
}

/** Adds the bias and applies the activation one after the other. */
export function applySteps(
  backend: FullgradBackend,
  result: tf.TensorInfo,
  { bias, preluActivationWeights, activation, leakyreluAlpha }: FusedSteps,
): tf.TensorInfo {
  const run = (
    kernelName: string,
    inputs: tf.NamedTensorInfoMap,
    attrs?: Record<string, unknown>,
  ) => callKernel(backend, kernelName, inputs, attrs);
  const replace = (old: tf.TensorInfo, next: tf.TensorInfo) => {
    backend.disposeData(old.dataId);
    return next;
  };
  let out = result;
  if (bias) out = replace(out, run("Add", { a: out, b: bias }));
  if (activation === "prelu") {
    const alpha = preluActivationWeights!;
    const zero = backend.makeOutput([], "float32", null, new Float32Array(1));
    // max(x, 0) + alpha · min(x, 0): tfjs's Prelu cannot broadcast.
    const negative = run("Minimum", { a: out, b: zero });
    const scaled = replace(
      negative,
      run("Multiply", { a: negative, b: alpha }),
    );
    out = replace(out, run("Maximum", { a: out, b: zero }));
    out = replace(out, run("Add", { a: out, b: scaled }));
    backend.disposeData(zero.dataId);
    backend.disposeData(scaled.dataId);
  } else if (activation !== "linear") {
    out = replace(
      out,
      run(ACTIVATIONS[activation].kernel, { x: out }, {
        alpha: leakyreluAlpha ?? 0,
      }),
    );
  }
  return out;
}

/** Whether a tensor, if there is one, is one number per channel. */
export function isPerChannel(
  vector: tf.TensorInfo | undefined | null,
  channels: number,
): boolean {
  if (!vector) return true;
  return vector.shape.at(-1) === channels &&
    vector.shape.slice(0, -1).every((length) => length === 1);
}
