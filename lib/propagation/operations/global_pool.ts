import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";
import { oneHot } from "./one_hot.ts";
import { maximaAlong } from "./reduce.ts";

/** The mean over height and width. */
export const globalAveragePool: Operation<"globalAveragePool"> = {
  forward: (_node, [x]) => tf.mean(x!, [1, 2]),
  gradient: (_node, g, { inputShapes }) => {
    const [n, height, width, channels] = inputShapes[0]! as [
      number,
      number,
      number,
      number,
    ];
    const share = tf.reshape(tf.div(g, height * width), [n, 1, 1, channels]);
    return [tf.tile(share, [1, height, width, 1])];
  },
  keeps: () => "nothing",
};

/** The greatest value over height and width; ties go to the first. */
export const globalMaxPool: Operation<"globalMaxPool"> = {
  forward: (_node, [x]) => tf.max(x!, [1, 2]),
  gradient: (_node, g, { inputShapes, inputs: [x] }) => {
    const [n, height, width, channels] = inputShapes[0]! as [
      number,
      number,
      number,
      number,
    ];
    const positions = height * width;
    const rows = tf.transpose(tf.reshape(x!, [n, positions, channels]), [
      0,
      2,
      1,
    ]);
    const chosen = oneHot(tf.argMax(rows, 2), positions);
    const placed = tf.mul(chosen, tf.reshape(g, [n, channels, 1]));
    return [
      tf.reshape(tf.transpose(placed, [0, 2, 1]), [n, height, width, channels]),
    ];
  },
  ties: {
    extremes: (_node, { inputs: [x] }) => {
      const { values, counts } = maximaAlong(x!, [1, 2]);
      return {
        values: tf.squeeze(values, [1, 2]),
        counts: tf.squeeze(counts, [1, 2]),
      };
    },
    gradient: (_node, g, { inputs: [x] }) => {
      const { mask, counts } = maximaAlong(x!, [1, 2]);
      return [tf.mul(mask, tf.div(tf.reshape(g, counts.shape), counts))];
    },
  },
  keeps: () => "inputs",
};
