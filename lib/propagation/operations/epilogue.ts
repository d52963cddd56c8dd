import * as tf from "@tensorflow/tfjs";

/** What happens to the output of a convolution before anything else reads it. */
export interface Epilogue {
  /** A factor per channel, from batch normalization. */
  readonly scale?: tf.Tensor | undefined;
  /** What is added per channel: a bias, or batch normalization's shift. */
  readonly shift?: tf.Tensor | undefined;
  /** What is added to every element: a skip connection. */
  readonly residual?: tf.Tensor | undefined;
  /** What comes last. */
  readonly activation?: EpilogueActivation;
}

/** The functions that kernels of convolutions apply. */
export type EpilogueActivation = "linear" | "relu" | "relu6";

/** `activation(map · scale + shift + residual)` in operations of tfjs. */
export function applyEpilogue(
  map: tf.Tensor,
  { scale, shift, residual, activation = "linear" }: Epilogue,
): tf.Tensor {
  return tf.tidy(() => {
    const scaled = scale ? tf.mul(map, scale) : map;
    const shifted = shift ? tf.add(scaled, shift) : scaled;
    const summed = residual ? tf.add(shifted, residual) : shifted;
    switch (activation) {
      case "linear":
        return tf.clone(summed);
      case "relu":
        return tf.relu(summed);
      case "relu6":
        return tf.relu6(summed);
    }
  });
}
