import * as tf from "@tensorflow/tfjs";
import {
  type Convolution,
  type GraphNode,
  type Margins,
  type Pair,
  weightOf,
} from "../../model/mod.ts";
import { paddingMargins } from "../../propagation/mod.ts";
import {
  channelSums,
  type TrainingRule,
  withWeights,
} from "./training_rule.ts";

/** A convolution; the kernel's gradient is taken group by group. */
export const conv2d: TrainingRule<"conv2d"> = withWeights(
  "conv2d",
  (node, g, { inputs: [input] }, names) => {
    const x = input as tf.Tensor4D;
    const [height, width, depth] = weightOf(node, "kernel").shape as number[];
    const size = [height!, width!] as const;
    const { strides, dilations, padding } = node.attributes;
    const margins = paddingMargins(
      [x.shape[1], x.shape[2]],
      size,
      strides,
      dilations,
      padding,
    );
    const groups = x.shape[3] / depth!;
    const parts = (map: tf.Tensor) =>
      groups === 1 ? [map as tf.Tensor4D] : tf.split(map, groups, 3);
    const outputs = parts(g) as tf.Tensor4D[];
    const kernels = () =>
      parts(x).map((part, i) =>
        kernelGradient(part as tf.Tensor4D, outputs[i]!, {
          size,
          margins,
          strides,
          dilations,
        })
      );
    return {
      ...(names.has("kernel") && { kernel: joined(kernels()) }),
      ...(names.has("bias") && { bias: channelSums(g) }),
    };
  },
);

function joined(kernels: readonly tf.Tensor4D[]): tf.Tensor4D {
  return kernels.length === 1 ? kernels[0]! : tf.concat([...kernels], 3);
}

/**
 * A transposed convolution: the convolution that it transposes takes the
 * gradient as its input and the input as its gradient.
 */
export const conv2dTranspose: TrainingRule<"conv2dTranspose"> = withWeights(
  "conv2dTranspose",
  (node, g, { inputs: [x] }, names) => {
    const [height, width] = weightOf(node, "kernel").shape as number[];
    const size = [height!, width!] as const;
    const { strides, dilations, padding } = node.attributes;
    const margins = paddingMargins(
      [g.shape[1]!, g.shape[2]!],
      size,
      strides,
      dilations,
      padding,
    );
    return {
      ...(names.has("kernel") && {
        kernel: kernelGradient(g as tf.Tensor4D, x as tf.Tensor4D, {
          size,
          margins,
          strides,
          dilations,
        }),
      }),
      ...(names.has("bias") && { bias: channelSums(g) }),
    };
  },
);

/**
 * A depthwise convolution: the gradient of one tap is the sum of the gradient
 * times the part of the input that the tap meets.
 */
export const depthwiseConv2d: TrainingRule<"depthwiseConv2d"> = withWeights(
  "depthwiseConv2d",
  (node, g, { inputs: [input] }, names) => ({
    ...(names.has("kernel") && {
      kernel: tapGradients(node, g, input as tf.Tensor4D),
    }),
    ...(names.has("bias") && { bias: channelSums(g) }),
  }),
);

function tapGradients(
  node: GraphNode<"depthwiseConv2d">,
  g: tf.Tensor,
  x: tf.Tensor4D,
): tf.Tensor {
  const [height, width, channels, multiplier] = weightOf(node, "kernel")
    .shape as [number, number, number, number];
  const { strides, dilations, padding } = node.attributes;
  const [n, h, w] = g.shape as [number, number, number];
  const [rows, columns] = paddingMargins(
    [x.shape[1], x.shape[2]],
    [height, width],
    strides,
    dilations,
    padding,
  );
  const wide = tf.pad(x, [[0, 0], [...rows], [...columns], [0, 0]]);
  const each = tf.reshape(g, [n, h, w, channels, multiplier]);
  const taps: tf.Tensor[] = [];
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [top, left] = [i * dilations[0], j * dilations[1]];
      const met = tf.stridedSlice(
        wide,
        [0, top, left, 0],
        [
          n,
          top + (h - 1) * strides[0] + 1,
          left + (w - 1) * strides[1] + 1,
          channels,
        ],
        [1, ...strides, 1],
      );
      const products = tf.mul(
        each,
        tf.reshape(met, [n, h, w, channels, 1]),
      );
      taps.push(
        channelSums(tf.reshape(products, [n, h, w, channels * multiplier])),
      );
    }
  }
  return tf.reshape(tf.stack(taps), [height, width, channels, multiplier]);
}

/** What a convolution's kernel gradient follows from beside the tensors. */
interface KernelWindow extends Omit<Convolution, "padding"> {
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
function kernelGradient(
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
