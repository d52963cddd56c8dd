import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import type { Margins, Pair, Window } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { paddingMargins } from "./same_padding.ts";
import { cropSpatially, insertZeros, padSpatially } from "./spatial.ts";

/**
 * The mean of what lies inside the input, window by window. Its
 * gradient is written out: that of tfjs divides by the whole window where a
 * part of it is padding, on every backend.
 */
export const averagePool: Operation<"averagePool"> = {
  forward: (node, [x]) => {
    const { size, strides, padding } = node.attributes;
    const map = x as tf.Tensor4D;
    const [rows, columns] = paddingMargins(
      [map.shape[1], map.shape[2]],
      size,
      strides,
      [1, 1],
      padding,
    );
    return tf.avgPool(map, [...size], [...strides], [
      [0, 0],
      [...rows],
      [...columns],
      [0, 0],
    ]);
  },
  gradient: (node, g, { inputShapes }) => {
    const { size, strides, padding } = node.attributes;
    const inputShape = inputShapes[0]!;
    const [, height, width] = inputShape as [number, number, number];
    const margins = paddingMargins(
      [height, width],
      size,
      strides,
      [1, 1],
      padding,
    );
    return [
      runFused(
        "FullGradAveragePoolGradient",
        { dy: g },
        { inputShape, filterSize: size, strides, pad: margins },
        () => composeGradient(node.attributes, g, [height, width], margins),
      ),
    ];
  },
  keeps: () => "nothing",
};

/** As an average pool of the shares, spread by the strides. */
function composeGradient(
  window: Window,
  g: tf.Tensor,
  input: Pair,
  margins: Margins,
): tf.Tensor {
  const { size, strides } = window;
  const shares = tf.div(g, windowCounts(window, input, g));
  const spread = insertZeros(shares as tf.Tensor4D, strides);
  const after = (axis: 0 | 1) =>
    Math.max(0, margins[axis][0] + input[axis] - spread.shape[axis + 1]!);
  const padded = padSpatially(spread, [
    [size[0] - 1, after(0)],
    [size[1] - 1, after(1)],
  ]);
  const sums = tf.mul(
    tf.avgPool(padded, [...size], 1, "valid"),
    size[0] * size[1],
  );
  return cropSpatially(
    sums as tf.Tensor4D,
    margins[0][0],
    margins[1][0],
    input,
  );
}

/** How many values of the input lie in every window, `[1, h, w, 1]`. */
function windowCounts(
  { size, strides, padding }: Window,
  input: Pair,
  g: tf.Tensor,
): tf.Tensor {
  const margins = paddingMargins(input, size, strides, [1, 1], padding);
  const along = (axis: 0 | 1) =>
    Array.from({ length: g.shape[axis + 1]! }, (_, window) => {
      const start = window * strides[axis] - margins[axis][0];
      return Math.min(start + size[axis], input[axis]) - Math.max(start, 0);
    });
  const [rows, columns] = [along(0), along(1)];
  return tf.mul(
    tf.tensor(rows, [1, rows.length, 1, 1]),
    tf.tensor(columns, [1, 1, columns.length, 1]),
  );
}
