import * as tf from "@tensorflow/tfjs";

/** The product of a matrix `[to, from]` with the values of `x` along an axis. */
export function axisProduct(
  x: tf.Tensor,
  matrix: tf.Tensor2D,
  axis: number,
): tf.Tensor {
  const [to, from] = matrix.shape;
  const after = x.shape.slice(axis + 1).reduce((total, n) => total * n, 1);
  const rows = x.size / (from * after);
  const shape = x.shape.with(axis, to);
  if (after === 1) {
    const values = tf.reshape(x, [rows, from]);
    return tf.reshape(tf.matMul(values, tf.transpose(matrix)), shape);
  }
  // One product, not one for each of the rows: they are moved behind.
  const moved = swapFirst(tf.reshape(x, [rows, from, after]));
  const product = tf.matMul(matrix, tf.reshape(moved, [from, rows * after]));
  return tf.reshape(swapFirst(tf.reshape(product, [to, rows, after])), shape);
}

function swapFirst(x: tf.Tensor): tf.Tensor {
  return x.shape[0] === 1 || x.shape[1] === 1
    ? tf.reshape(x, [x.shape[1]!, x.shape[0]!, x.shape[2]!])
    : tf.transpose(x, [1, 0, 2]);
}
