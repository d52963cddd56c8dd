import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import type { GraphNode, Margins, Pair } from "../../model/mod.ts";
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
    const { size, strides, dilations } = node.attributes;
    const map = x as tf.Tensor4D;
    // The WASM backend's pool over one element is wrong (tfjs#5355).
    if (size[0] * size[1] === 1) {
      return tf.stridedSlice(map, [0, 0, 0, 0], map.shape, [1, ...strides, 1]);
    }
    const margins = marginsOf(node, map.shape);
    if (dilations !== undefined) return dilatedPool(node, map, margins);
    return tf.maxPool(map, [...size], [...strides], [
      [0, 0],
      [...margins[0]],
      [...margins[1]],
      [0, 0],
    ]);
  },
  gradient: (node, g, { inputs: [x], output }) => {
    const { size, strides, dilations } = node.attributes;
    const map = x as tf.Tensor4D;
    const margins = marginsOf(node, map.shape);
    const compose = () =>
      composeGradient(
        node.attributes,
        g as tf.Tensor4D,
        map,
        output,
        margins,
      );
    return [
      dilations !== undefined ? compose() : runFused(
        "FullGradMaxPoolGradient",
        { dy: g, x: map, y: output },
        { filterSize: size, strides, pad: margins },
        compose,
      ),
    ];
  },
  keeps: () => "both",
};

function marginsOf(
  { attributes }: GraphNode<"maxPool">,
  [, height, width]: readonly number[],
): Margins {
  const { size, strides, padding, dilations = [1, 1] } = attributes;
  return paddingMargins([height!, width!], size, strides, dilations, padding);
}

/** As the greatest of one slice of the maps for every tap of the window. */
function dilatedPool(
  { attributes }: GraphNode<"maxPool">,
  map: tf.Tensor4D,
  margins: Margins,
): tf.Tensor {
  const { size, strides, dilations = [1, 1] } = attributes;
  const padded = padSpatially(map, margins, LOWEST);
  const along = (axis: 0 | 1) => {
    const reach = (size[axis] - 1) * dilations[axis] + 1;
    const rest = padded.shape[axis + 1]! - reach;
    return Math.floor(rest / strides[axis]) * strides[axis] + 1;
  };
  const spans: Pair = [along(0), along(1)];
  const taps = Array.from({ length: size[0] * size[1] }, (_, k) => {
    const tap = cropSpatially(
      padded,
      Math.floor(k / size[1]) * dilations[0],
      k % size[1] * dilations[1],
      spans,
    );
    return tf.stridedSlice(tap, [0, 0, 0, 0], tap.shape, [1, ...strides, 1]);
  });
  return taps.reduce((greatest, tap) => tf.maximum(greatest, tap));
}

/** Passes what is below the maximum of a window on from tap to tap. */
function composeGradient(
  { size, strides, dilations = [1, 1] }: GraphNode<"maxPool">["attributes"],
  g: tf.Tensor4D,
  map: tf.Tensor4D,
  output: tf.Tensor,
  margins: Margins,
): tf.Tensor {
  const [n, height, width, channels] = map.shape;
  const [, h, w] = output.shape as [number, number, number];
  const reach = (axis: 0 | 1) => (size[axis] - 1) * dilations[axis] + 1;
  const blocks: Pair = [
    Math.max(
      h + Math.ceil(reach(0) / strides[0]) - 1,
      Math.ceil((margins[0][0] + height) / strides[0]),
    ),
    Math.max(
      w + Math.ceil(reach(1) / strides[1]) - 1,
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
      const at: Pair = [i * dilations[0], j * dilations[1]];
      const block: Pair = [
        Math.floor(at[0] / strides[0]),
        Math.floor(at[1] / strides[1]),
      ];
      const phase: Pair = [at[0] % strides[0], at[1] % strides[1]];
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
      const index = phase[0] * strides[1] + phase[1];
      const before = phases[index];
      phases[index] = before ? tf.add(before, taken) : taken;
    }
  }
  const nothing = tf.zeros([n, ...blocks, channels]) as tf.Tensor4D;
  const whole = interleave(
    tf.concat(phases.map((phase) => phase ?? nothing), 3),
    strides,
  );
  return cropSpatially(whole, margins[0][0], margins[1][0], [height, width]);
}
