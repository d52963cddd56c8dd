import * as tf from "@tensorflow/tfjs";
import type { Convolution, Margins, Pair } from "../../model/mod.ts";

/** What a convolution's kernel gradient follows from beside the tensors. */
export interface KernelWindow extends Omit<Convolution, "padding"> {
  /** Height and width of the kernel. */
  readonly size: Pair;
  /** The zeros around the input. */
  readonly margins: Margins;
}

/**
 * The gradient of a convolution by its kernel, `[kH, kW, I, O]`.
 *
 * By the backend's own kernel where it has one, else as one convolution in which
 * the batch takes the place of the channels: the input, channels as batch, is
 * convolved with the output's gradient as one large kernel, whose taps are as
 * far apart as the strides.
 *
 * @param x The input, `[N, H, W, I]`.
 * @param g Gradient by the output, `[N, h, w, O]`.
 */
export function kernelGradient(
  x: tf.Tensor4D,
  g: tf.Tensor4D,
  { size, margins, strides, dilations }: KernelWindow,
): tf.Tensor4D {
  const [height, width] = size;
  const channels = x.shape[3];
  const dilated = dilations[0] * dilations[1] > 1;
  if (!dilated && tf.getKernel(KERNEL, tf.getBackend()) !== undefined) {
    return tf.engine().runKernel(KERNEL, { x, dy: g }, {
      strides: [...strides],
      pad: [[0, 0], [...margins[0]], [...margins[1]], [0, 0]],
      dataFormat: "NHWC",
      dimRoundingMode: undefined,
      filterShape: [height, width, channels, g.shape[3]],
    } as never) as unknown as tf.Tensor4D;
  }
  const gradient = tf.conv2d(
    tf.transpose(padded(x, margins), [3, 1, 2, 0]),
    tf.transpose(g, [1, 2, 0, 3]),
    [...dilations],
    "valid",
    "NHWC",
    [...strides],
  );
  // Where the strides leave the end of the input out, there are taps too many.
  const taps = tf.slice(gradient, [0, 0, 0, 0], [-1, height, width, -1]);
  return tf.transpose(taps, [1, 2, 0, 3]);
}

const KERNEL = "Conv2DBackpropFilter";

function padded(x: tf.Tensor4D, [rows, columns]: Margins): tf.Tensor4D {
  return [...rows, ...columns].every((zeros) => zeros === 0)
    ? x
    : tf.pad(x, [[0, 0], [...rows], [...columns], [0, 0]]);
}
