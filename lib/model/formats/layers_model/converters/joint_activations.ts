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
  const size = shape[axis]!;
  if (size === null) throw unsupported(view, "its channels must be known");
  return addOther(
    view,
    [input],
    shape,
    ([x]) => sparsemax(x!, axis, size),
    part,
  );
}

/** Its Jacobian takes off the mean over the support, which stays as it is. */
function sparsemax(x: tf.Tensor, axis: number, size: number): tf.Tensor {
  const swap = x.shape.map((_, i) => i);
  [swap[axis], swap[x.rank - 1]] = [x.rank - 1, axis];
  const alongLast = tf.customGrad((rows) => {
    const value = tf.relu(
      tf.sub(rows as tf.Tensor, threshold(rows as tf.Tensor, size)),
    );
    const support = tf.step(value);
    const gradFunc = (g: tf.Tensor) => {
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

/** τ: one less than the sum over the support, over its size. */
function threshold(rows: tf.Tensor, size: number): tf.Tensor {
  const sorted = tf.topk(rows, size).values;
  const sums = tf.cumsum(sorted, -1);
  const inside = tf.cast(
    tf.greater(tf.add(1, tf.mul(tf.range(1, size + 1), sorted)), sums),
    "float32",
  );
  const total = tf.sum(tf.mul(sorted, inside), -1, true);
  return tf.div(tf.sub(total, 1), tf.sum(inside, -1, true));
}
