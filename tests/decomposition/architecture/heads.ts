import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../../lib/random/mod.ts";
import { fused, type MapShape } from "./layer_steps.ts";

/** The layers from maps to classes. */
export type HeadStep = (
  random: Random,
  shape: MapShape,
) => readonly tf.layers.Layer[];

const CLASSES = 4;

function body(random: Random): tf.layers.Layer[] {
  const pool = [
    () => tf.layers.flatten(),
    () => tf.layers.globalAveragePooling2d({}),
    () => tf.layers.globalMaxPooling2d({}),
  ][random.integer(3)]!;
  const dense = tf.layers.dense({ units: 5, activation: fused(random) });
  return random.integer(2) ? [pool(), dense] : [pool()];
}

/** Every way in which a classifier ends. */
export const HEADS = {
  logits: (random) => [...body(random), tf.layers.dense({ units: CLASSES })],
  fusedSoftmax: (random) => [
    ...body(random),
    tf.layers.dense({ units: CLASSES, activation: "softmax" }),
  ],
  softmaxLayer: (random) => [
    ...body(random),
    tf.layers.dense({ units: CLASSES }),
    tf.layers.softmax(),
  ],
  softmaxActivation: (random) => [
    ...body(random),
    tf.layers.dense({ units: CLASSES }),
    tf.layers.activation({ activation: "softmax" }),
    tf.layers.dropout({ rate: 0.1 }),
  ],
  sigmoid: (random) => [
    ...body(random),
    tf.layers.dense({ units: CLASSES, activation: "sigmoid" }),
  ],
  convolutional: (_random, [, , channels]) => [
    tf.layers.globalAveragePooling2d({}),
    tf.layers.reshape({ targetShape: [1, 1, channels] }),
    tf.layers.conv2d({ filters: CLASSES, kernelSize: 1 }),
    tf.layers.activation({ activation: "softmax" }),
    tf.layers.reshape({ targetShape: [CLASSES] }),
  ],
} satisfies Readonly<Record<string, HeadStep>>;
