import * as tf from "@tensorflow/tfjs";

/** What happens to the output of a convolution before anything else reads it. */
export interface Epilogue {
  /** A factor per channel, from batch normalization. */
  readonly scale?: tf.Tensor | undefined;
  /** What is added per channel: a bias, or batch normalization's shift. */
  readonly shift?: tf.Tensor | undefined;
  /** What is added to every element: a skip connection. */
  readonly residual?: tf.Tensor | undefined;
  /** Whether a ReLU comes last. */
  readonly relu?: boolean;
}

/** `relu(map · scale + shift + residual)` in operations of tfjs. */
export function applyEpilogue(
  map: tf.Tensor,
  { scale, shift, residual, relu = false }: Epilogue,
): tf.Tensor {
  return tf.tidy(() => {
    const scaled = scale ? tf.mul(map, scale) : map;
    const shifted = shift ? tf.add(scaled, shift) : scaled;
    const summed = residual ? tf.add(shifted, residual) : shifted;
    return relu ? tf.relu(summed) : tf.clone(summed);
  });
}
