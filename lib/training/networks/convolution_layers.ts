import * as tf from "@tensorflow/tfjs";
import { initializerSeed } from "./initializer_seed.ts";

/** What a convolution with batch normalization is made from. */
export interface ConvolutionParts {
  /** Put behind `conv`, `bn` and `relu` for their names. */
  readonly suffix: string;
  /** Channels of its input. */
  readonly channels: number;
  /** How many filters it has. */
  readonly filters: number;
  /** Side of the kernel. */
  readonly size: number;
  /** Step of the kernel. */
  readonly stride: number;
  /** Chooses the weights: that of the kernel, and the next one for the bias. */
  readonly seed: number;
  /** Size of the images, for the first layer of a `tf.sequential`. */
  readonly inputShape?: readonly number[];
}

/**
 * A convolution with He's initial weights. Its bias gets no gradient before a
 * batch normalization: it keeps the value that it is given here, whose range is
 * PyTorch's default.
 */
export function convolution(
  { suffix, channels, filters, size, stride, seed, inputShape }:
    ConvolutionParts,
): tf.layers.Layer {
  const range = 1 / Math.sqrt(size * size * channels);
  return tf.layers.conv2d({
    name: `conv${suffix}`,
    ...(inputShape && { inputShape: [...inputShape] }),
    filters,
    kernelSize: size,
    strides: stride,
    padding: "same",
    kernelInitializer: tf.initializers.heNormal({
      seed: initializerSeed(seed),
    }),
    biasInitializer: tf.initializers.randomUniform({
      minval: -range,
      maxval: range,
      seed: initializerSeed(seed + 1),
    }),
  });
}

/** Batch normalization as in the networks of the paper. */
export function normalization(suffix: string): tf.layers.Layer {
  return tf.layers.batchNormalization({ name: `bn${suffix}`, epsilon: 1e-3 });
}

/** A ReLU. */
export function rectifier(suffix: string): tf.layers.Layer {
  return tf.layers.activation({ name: `relu${suffix}`, activation: "relu" });
}

/** The dense layer whose outputs are the logits. */
export function classifier(classes: number, seed: number): tf.layers.Layer {
  return tf.layers.dense({
    name: "logits",
    units: classes,
    kernelInitializer: tf.initializers.glorotUniform({
      seed: initializerSeed(seed),
    }),
  });
}

/** A number of filters times a width, at least one. */
export function filtersOf(count: number, width: number): number {
  return Math.max(1, Math.round(count * width));
}
