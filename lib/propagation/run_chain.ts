import * as tf from "@tensorflow/tfjs";
import type { Chain } from "./fusion.ts";
import {
  batchNormAffine,
  convolve,
  convolveDepthwise,
  type Epilogue,
} from "./operations/mod.ts";

/**
 * The output of the last node of a chain.
 *
 * @param chain The nodes.
 * @param x The input of the first.
 * @param residual What is added, where the chain has an addition.
 * @param prepared What is prepared for its normalization, where it has one.
 */
export function runChain(
  chain: Chain,
  x: tf.Tensor,
  residual: tf.Tensor | undefined,
  prepared: readonly tf.Tensor[] | undefined,
): tf.Tensor {
  const { start } = chain;
  const epilogue = { ...affineOf(chain, prepared), residual, relu: chain.relu };
  return start.kind === "conv2d"
    ? convolve(start, x as tf.Tensor4D, epilogue)
    : convolveDepthwise(start, x as tf.Tensor4D, epilogue);
}

/** The bias of the convolution and the normalization behind it as one. */
function affineOf(
  { start, norm }: Chain,
  prepared: readonly tf.Tensor[] | undefined,
): Pick<Epilogue, "scale" | "shift"> {
  const bias = start.weights.bias?.();
  if (norm === undefined) return { shift: bias };
  const { scale, shift } = batchNormAffine(norm, prepared);
  return { scale, shift: bias ? tf.add(tf.mul(bias, scale), shift) : shift };
}
