import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import type { Margins, Pair, Window } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { paddingMargins } from "./same_padding.ts";
import { cropSpatially, interleave, padSpatially } from "./spatial.ts";

/** Lower than any activation, and finite, so that differences are. */
const LOWEST = -1e38;

/**
 * The greatest value of every window. Its gradient goes to the first of the
 * values that tie, row by row, as in PyTorch: the backends' own kernels differ
 * there, and the WASM one drops the gradient of windows without a positive
 * value.
 */
export const maxPool: Operation<"maxPool"> = {
  forward: (node, [x]) => {
    const { size, strides, padding } = node.attributes;
    const map = x as tf.Tensor4D;
    // The WASM backend's pool over one element is wrong (tfjs#5355).
    if (size[0] * size[1] === 1) {
      return tf.stridedSlice(map, [0, 0, 0, 0], map.shape, [1, ...strides, 1]);
    }
    return tf.maxPool(map, [...size], [...strides], padding);
  },
  gradient: (node, g, { inputs: [x], output }) => {
    const { size, strides, padding } = node.attributes;
    const map = x as tf.Tensor4D;
    const margins = paddingMargins(
      [map.shape[1], map.shape[2]],
      size,
      strides,
      [1, 1],
      padding,
    );
    return [runFused(
      "FullGradMaxPoolGradient",
      { dy: g, x: map, y: output },
      { filterSize: size, strides, pad: margins },
      () =>
        composeGradient(
          node.attributes,
          g as tf.Tensor4D,
          map,
          output,
          margins,
        ),
    )];
  },
  keeps: () => "both",
};

/** Passes what is below the maximum of a window on from tap to tap. */
function composeGradient(
  { size, strides }: Window,
  g: tf.Tensor4D,
  map: tf.Tensor4D,
  output: tf.Tensor,
  margins: Margins,
): tf.Tensor {
  const [n, height, width, channels] = map.shape;
  const [, h, w] = output.shape as [number, number, number];
  const blocks: Pair = [
    Math.max(
      h + Math.ceil(size[0] / strides[0]) - 1,
      Math.ceil((margins[0][0] + height) / strides[0]),
    ),
    Math.max(
      w + Math.ceil(size[1] / strides[1]) - 1,
      Math.ceil((margins[1][0] + width) / strides[1]),
    ),
  ];
  const padded = padSpatially(map, [
    [margins[0][0], blocks[0] * strides[0] - margins[0][0] - height],
    [margins[1][0], blocks[1] * strides[1] - margins[1][0] - width],
  ], LOWEST);
  const rows = tf.reshape(padded, [
    n * blocks[0],
    strides[0],
    blocks[1],
    strides[1] * channels,
  ]);

  const phases: (tf.Tensor4D | undefined)[] = Array(strides[0] * strides[1])
    .fill(undefined);
  let left = g;
  for (let i = 0; i < size[0]; i++) {
    for (let j = 0; j < size[1]; j++) {
      const block: Pair = [
        Math.floor(i / strides[0]),
        Math.floor(j / strides[1]),
      ];
      const phase: Pair = [i % strides[0], j % strides[1]];
      const tap = tf.reshape(
        tf.slice(rows, [0, phase[0], 0, phase[1] * channels], [
          -1,
          1,
          -1,
          channels,
        ]),
        [n, blocks[0], blocks[1], channels],
      ) as tf.Tensor4D;
      // What is below the maximum passes on to the taps after it.
      const passed = tf.mul(
        left,
        tf.step(tf.sub(output, cropSpatially(tap, ...block, [h, w]))),
      ) as tf.Tensor4D;
      const taken = padSpatially(tf.sub(left, passed) as tf.Tensor4D, [
        [block[0], blocks[0] - h - block[0]],
        [block[1], blocks[1] - w - block[1]],
      ]);
      left = passed;
      const at = phase[0] * strides[1] + phase[1];
      const before = phases[at];
      phases[at] = before ? tf.add(before, taken) : taken;
    }
  }
  const nothing = tf.zeros([n, ...blocks, channels]) as tf.Tensor4D;
  const whole = interleave(
    tf.concat(phases.map((phase) => phase ?? nothing), 3),
    strides,
  );
  return cropSpatially(whole, margins[0][0], margins[1][0], [height, width]);
}
