import * as tf from "@tensorflow/tfjs";
import { randomWeights } from "./random_weights.ts";

/** What a convolution of {@linkcode RandomLayers} can be. */
export interface ConvolutionOptions {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides?: number;
  readonly padding?: "same" | "valid";
  readonly useBias?: boolean;
}

/** The layers that have weights, with plausible random ones. */
export interface RandomLayers {
  readonly conv: (
    name: string,
    options: ConvolutionOptions,
  ) => tf.layers.Layer;
  /** A convolution of every channel by itself, without a bias. */
  readonly depthwise: (
    name: string,
    options: { readonly kernelSize: number; readonly strides: number },
  ) => tf.layers.Layer;
  /** Batch normalization; γ is about `scale`, which is 1 by default. */
  readonly norm: (name: string, scale?: number) => tf.layers.Layer;
  readonly dense: (name: string, units: number) => tf.layers.Layer;
}

/**
 * Layers whose random weights keep activations in scale, with biases and
 * statistics that matter: none is 0, and no variance is 1.
 */
export function randomLayers(seed: number): RandomLayers {
  const { kernel, between } = randomWeights(seed);
  const small = between(-0.1, 0.1);
  return {
    conv: (name, options) =>
      tf.layers.conv2d({
        ...options,
        kernelInitializer: kernel,
        biasInitializer: small,
        name,
      }),
    depthwise: (name, { kernelSize, strides }) =>
      tf.layers.depthwiseConv2d({
        kernelSize,
        strides,
        padding: strides === 1 ? "same" : "valid",
        useBias: false,
        // Every output sums over one channel's window.
        depthwiseInitializer: between(-1.7 / kernelSize, 1.7 / kernelSize),
        name,
      }),
    norm: (name, scale = 1) =>
      tf.layers.batchNormalization({
        epsilon: 1e-5,
        gammaInitializer: between(0.8 * scale, 1.2 * scale),
        betaInitializer: small,
        movingMeanInitializer: small,
        movingVarianceInitializer: between(0.7, 1.3),
        name,
      }),
    dense: (name, units) =>
      tf.layers.dense({
        units,
        kernelInitializer: kernel,
        biasInitializer: small,
        name,
      }),
  };
}
