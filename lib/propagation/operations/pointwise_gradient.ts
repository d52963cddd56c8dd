import * as tf from "@tensorflow/tfjs";
import type { Pair } from "../../model/mod.ts";
import { cropSpatially, insertZeros } from "./spatial.ts";

/** Up to this many positions, turning `g` around is cheaper than the kernel. */
const FEW_POSITIONS = 256;

/**
 * The gradient of a 1×1 convolution by its input, of height and width `size`: a
 * product with the transposed kernel, spread over the strides.
 */
export function pointwiseInputGradient(
  g: tf.Tensor4D,
  kernel: tf.Tensor4D,
  size: Pair,
  strides: Pair,
): tf.Tensor4D {
  const [n, h, w, outputs] = g.shape;
  const inputs = kernel.shape[2];
  const matrix = tf.reshape(kernel, [inputs, outputs]) as tf.Tensor2D;
  const rows = tf.reshape(g, [n * h * w, outputs]) as tf.Tensor2D;
  const product = n * h * w <= FEW_POSITIONS
    ? tf.transpose(tf.matMul(matrix, tf.transpose(rows)))
    : tf.matMul(rows, tf.transpose(matrix));
  const map = tf.reshape(product, [n, h, w, inputs]) as tf.Tensor4D;
  return cropSpatially(insertZeros(map, strides), 0, 0, size);
}
