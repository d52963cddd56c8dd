import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import type { FieldValues } from "../../engine/struct.ts";
import { callKernel } from "../call_kernel.ts";
import { Activation, type FUSED_FIELDS } from "./args.ts";

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
export type FusedActivation = keyof typeof Activation;

/** What is done to a kernel's result, as its arguments say it. */
export type FusedArgs = FieldValues<typeof FUSED_FIELDS>;

/** Nothing is done to it. */
export const NOTHING_FUSED: FusedArgs = {
  bias: 0,
  activation: Activation.linear,
  alpha: 0,
  slopes: 0,
};

/**
 * The steps as arguments of a kernel; undefined where bias or slopes are not one
 * number per channel.
 *
 * @throws {RangeError} If there is no such activation.
 */
export function fusedArgs(
  backend: FullgradBackend,
  steps: FusedSteps,
  channels: number,
): FusedArgs | undefined {
  const { bias, preluActivationWeights: slopes, activation } = steps;
  if (!Object.hasOwn(Activation, activation)) {
    throw new RangeError(
      `Cannot fuse an activation as it must be one of ${
        Object.keys(Activation).join(", ")
      }: current value is ${activation}`,
    );
  }
  if (![bias, slopes].every((vector) => isPerChannel(vector, channels))) {
    return undefined;
  }
  return {
    bias: bias ? backend.address(bias) : 0,
    activation: Activation[activation],
    alpha: steps.leakyreluAlpha ?? 0,
    slopes: slopes ? backend.address(slopes) : 0,
  };
}

/** tfjs's kernel of each activation that has no operands of its own. */
const KERNELS: {
  readonly [A in Exclude<FusedActivation, "linear" | "prelu">]: string;
} = {
  relu: "Relu",
  relu6: "Relu6",
  leakyrelu: "LeakyRelu",
  sigmoid: "Sigmoid",
  elu: "Elu",
};

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
      run(KERNELS[activation], { x: out }, {
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
