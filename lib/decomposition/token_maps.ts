import * as tf from "@tensorflow/tfjs";
import type { TokenGrid } from "../model/mod.ts";

/**
 * The tokens of a value as feature maps `[N, h, w, C]` over the picture: every
 * cell has the values of its positions, such as those of all heads.
 *
 * @param values `[N, …]`, of the node that the grid is of.
 */
export function tokenMaps(values: tf.Tensor, grid: TokenGrid): tf.Tensor4D {
  const { height, width, positions, index } = grid;
  return tf.tidy(() => {
    const rows = byPosition(values, grid);
    const isWhole = index.every((position) => position < positions);
    const all = isWhole
      ? rows
      : tf.concat([rows, tf.zerosLike(tf.slice(rows, [0, 0], [-1, 1]))], 1);
    const picked = tf.gather(all, tf.tensor1d(index, "int32"), 1);
    return tf.reshape(picked, [values.shape[0]!, height, width, -1]);
  });
}

/** The values of the tokens without a place, `[N, tokens, 1, C]`. */
export function placelessTokens(
  values: tf.Tensor,
  grid: TokenGrid,
): tf.Tensor4D {
  return tf.tidy(() => {
    const index = tf.tensor1d(grid.placeless, "int32");
    const picked = tf.gather(byPosition(values, grid), index, 1);
    return tf.expandDims<tf.Tensor4D>(picked, 2);
  });
}

function byPosition(
  values: tf.Tensor,
  { positions }: TokenGrid,
): tf.Tensor3D {
  return tf.reshape(values, [values.shape[0]!, positions, -1]);
}
