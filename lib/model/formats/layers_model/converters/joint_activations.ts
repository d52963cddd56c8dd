import * as tf from "@tensorflow/tfjs";
import {
  addNode,
  addOther,
  type LayerView,
  unsupported,
} from "../layer_view.ts";

/** Adds `a · σ(b)`, where a and b are the halves of the input along an axis. */
export function addGlu(
  view: LayerView,
  input: number,
  axis: number,
  part?: string,
): number {
  const shape = view.builder.shapeOf(input);
  const size = shape[axis]!;
  if (size === null || size % 2 !== 0) {
    throw unsupported(view, "glu must have an even number of channels");
  }
  const half = (name: string, before: number) =>
    addNode(view, "slice", [input], {
      part: name,
      attributes: {
        axes: shape.slice(1).map((_, i) =>
          i === axis - 1
            ? { before, after: size / 2 - before, step: 1 }
            : { before: 0, after: 0, step: 1 }
        ),
      },
    });
  const gate = addNode(view, "activation", [half("gate", size / 2)], {
    part: "sigmoid",
    attributes: { fn: { name: "sigmoid" } },
  });
  return addNode(view, "multiply", [half("value", 0), gate], { part });
}

/**
 * Adds sparsemax along an axis: max(x − τ, 0), where τ is such that the sum is 1
 * (Martins & Astudillo 2016).
 */
export function addSparsemax(
  view: LayerView,
  input: number,
  axis: number,
  part?: string,
): number {
  const shape = view.builder.shapeOf(input);
  return addOther(
    view,
    [input],
    shape,
    ([x]) => sparsemax(x!, axis),
    part,
  );
}

/** Its Jacobian takes off the mean over the support, which stays as it is. */
function sparsemax(x: tf.Tensor, axis: number): tf.Tensor {
  const swap = x.shape.map((_, i) => i);
  [swap[axis], swap[x.rank - 1]] = [x.rank - 1, axis];
  const alongLast = tf.customGrad((input, save) => {
    const rows = input as tf.Tensor;
    const value = tf.relu(tf.sub(rows, threshold(rows)));
    (save as tf.GradSaveFunc)([value]);
    const gradFunc = (g: tf.Tensor, [value]: tf.Tensor[]) => {
      const support = tf.step(value!);
      const inside = tf.mul(support, g);
      const mean = tf.div(
        tf.sum(inside, -1, true),
        tf.sum(support, -1, true),
      );
      return tf.mul(support, tf.sub(g, mean));
    };
    return { value, gradFunc };
  });
  return tf.transpose(alongLast(tf.transpose(x, swap)), swap);
}

/**
 * τ: one less than the sum over the support, over its size. A value is in the
 * support if `1 + k x` is greater than the sum of the k values that are not below it.
 */
function threshold(rows: tf.Tensor): tf.Tensor {
  const others = tf.expandDims(rows, -2);
  const isBelow = tf.step(tf.sub(tf.expandDims(rows, -1), others));
  const notBelow = tf.sub(1, isBelow);
  const counts = tf.sum(notBelow, -1);
  const sums = tf.sum(tf.mul(notBelow, others), -1);
  const inside = tf.step(tf.sub(tf.add(1, tf.mul(counts, rows)), sums));
  const total = tf.sum(tf.mul(rows, inside), -1, true);
  return tf.div(tf.sub(total, 1), tf.sum(inside, -1, true));
}
