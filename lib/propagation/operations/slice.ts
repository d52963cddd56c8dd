import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";
import { padAxes } from "./pad.ts";

/**
 * A part of the values along every axis behind the first. Steps over 1 are taken
 * by shape: tfjs's own strided slice is slow on WASM.
 */
export const slice: Operation<"slice"> = {
  forward: (node, [x]) => {
    const { axes } = node.attributes;
    const begin = axes.map(({ before }) => before);
    const sizes = axes.map(({ before, after }, i) =>
      x!.shape[i + 1]! - before - after
    );
    const part = tf.slice(x!, [0, ...begin], [x!.shape[0]!, ...sizes]);
    return axes.reduce(
      (rest, { step }, i) => step === 1 ? rest : everyNth(rest, i + 1, step),
      part,
    );
  },
  gradient: (node, g, { inputShapes }) => {
    const { axes } = node.attributes;
    const spread = axes.reduce(
      (rest, { step }, i) => step === 1 ? rest : spreadOut(rest, i + 1, step),
      g,
    );
    const [, ...sizes] = inputShapes[0]!;
    const margins = axes.map(({ before }, i) =>
      [before, sizes[i]! - before - spread.shape[i + 1]!] as const
    );
    return [padAxes(spread, margins)];
  },
  keeps: () => "nothing",
};

/** Every `step`-th value along an axis, from the first on. */
function everyNth(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  const { shape } = x;
  const count = Math.ceil(shape[axis]! / step);
  const missing = count * step - shape[axis]!;
  const whole = missing === 0
    ? x
    : tf.pad(x, shape.map((_, i) => [0, i === axis ? missing : 0]));
  const before = product(shape.slice(0, axis));
  const after = product(shape.slice(axis + 1));
  const first = tf.slice(
    tf.reshape(whole, [before * count, step, after]),
    [0, 0, 0],
    [-1, 1, -1],
  );
  return tf.reshape(first, shape.with(axis, count));
}

/** The values along an axis with `step − 1` zeros between two of them. */
function spreadOut(g: tf.Tensor, axis: number, step: number): tf.Tensor {
  const { shape } = g;
  const count = shape[axis]!;
  const before = product(shape.slice(0, axis));
  const after = product(shape.slice(axis + 1));
  const rows = tf.pad(
    tf.reshape(g, [before * count, 1, after]),
    [[0, 0], [0, step - 1], [0, 0]],
  );
  const whole = tf.reshape(rows, [before, count * step, after]);
  const length = (count - 1) * step + 1;
  return tf.reshape(
    tf.slice(whole, [0, 0, 0], [-1, length, -1]),
    shape.with(axis, length),
  );
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
