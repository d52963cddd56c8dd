import * as tf from "@tensorflow/tfjs";
import type { TrainableNetwork } from "./trainable_network.ts";
import { trainingBackward } from "./training_backward.ts";
import { trainingForward } from "./training_forward.ts";

/** A batch as a network takes it. */
export interface Batch {
  /** The images, `[N, H, W, C]`. */
  readonly images: tf.Tensor4D;
  /** What the probabilities should be, `[N, classes]`; each row sums to 1. */
  readonly targets: tf.Tensor2D;
}

/** What a step is made of; the caller disposes it. */
export interface LossGradients {
  /** Logarithms of the probabilities, `[N, classes]`. */
  readonly logProbabilities: tf.Tensor2D;
  /** The gradient of each parameter. */
  readonly gradients: readonly tf.Tensor[];
}

/**
 * Returns the gradients of the mean cross-entropy of a batch,
 * `−1/N · Σ targets · log p`, by the parameters of a network.
 *
 * No use is made of the tape: some of its gradients are missing, slow or wrong
 * on some backends, and those of the explanations are not.
 */
export function lossGradients(
  network: TrainableNetwork,
  { images, targets }: Batch,
  statisticsMomentum: number,
): LossGradients {
  return tf.tidy(() => {
    const record = trainingForward(network, images, statisticsMomentum);
    const logProbabilities = tf.logSoftmax(record.logits);
    const gradient = tf.div(
      tf.sub(tf.exp(logProbabilities), targets),
      images.shape[0],
    );
    return {
      logProbabilities,
      gradients: [...trainingBackward(network, record, gradient)],
    };
  });
}
