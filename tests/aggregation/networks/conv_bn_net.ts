import * as tf from "@tensorflow/tfjs";
import { randomizeWeights } from "../../propagation/cases/mod.ts";

/** What can be said about {@linkcode convBnNet}. */
export interface ConvBnOptions {
  /** @default {12} */
  readonly height?: number;
  /** @default {9} */
  readonly width?: number;
  /** @default {1} */
  readonly seed?: number;
  /**
   * What follows the logits.
   *
   * @default {"linear"}
   */
  readonly head?: "linear" | "softmax" | "sigmoid";
  /** @default {4} */
  readonly classes?: number;
}

/**
 * A small network with every kind of site: convolution with bias and batch
 * normalization behind it, batch normalization alone, an implicit bias, and
 * dense biases, which have no place. Every weight is random.
 */
export function convBnNet(
  { height = 12, width = 9, seed = 1, head = "linear", classes = 4 }:
    ConvBnOptions = {},
): tf.LayersModel {
  const { layers } = tf;
  const model = tf.sequential({
    layers: [
      layers.conv2d({
        name: "conv1",
        filters: 5,
        kernelSize: 3,
        padding: "same",
        inputShape: [height, width, 3],
      }),
      layers.batchNormalization({ name: "bn1" }),
      layers.reLU({ name: "relu1" }),
      layers.conv2d({
        name: "conv2",
        filters: 6,
        kernelSize: 3,
        strides: 2,
        useBias: false,
      }),
      layers.batchNormalization({ name: "bn2", epsilon: 0.1 }),
      layers.reLU({ name: "relu2" }),
      layers.conv2d({
        name: "conv3",
        filters: 4,
        kernelSize: 1,
        activation: "swish",
      }),
      layers.flatten(),
      layers.dense({ name: "logits", units: classes }),
      ...(head === "linear" ? [] : [layers.activation({ activation: head })]),
    ],
  });
  randomizeWeights(model, seed);
  return model;
}
