import * as tf from "@tensorflow/tfjs";

/**
 * 2×2 max pooling of a tensor that is not negative, as after ReLU. Its
 * gradient goes to every place where the maximum was taken; among equals only
 * zeros occur, whose gradient the ReLU before it drops.
 *
 * @param x The input, `[N, H, W, C]` with even H and W.
 * @returns The maxima, `[N, H/2, W/2, C]`.
 */
export function maxPooling(x: tf.Tensor4D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs) => {
    const [input, save] = inputs as unknown as [tf.Tensor4D, tf.GradSaveFunc];
    const value = tf.maxPool(input, 2, 2, "valid");
    save([input, value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, y] = saved as [tf.Tensor4D, tf.Tensor4D];
        const size: [number, number] = [x.shape[1], x.shape[2]];
        const isMaximum = tf.equal(x, tf.image.resizeNearestNeighbor(y, size));
        return tf.mul(
          tf.image.resizeNearestNeighbor(dy as tf.Tensor4D, size),
          tf.cast(isMaximum, "float32"),
        );
      },
    };
  });
  return operation(x) as tf.Tensor4D;
}
