import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../../lib/random/mod.ts";
import { Wave } from "./wave.ts";

/** Height, width and channels of feature maps. */
export type MapShape = readonly [number, number, number];

/** A layer that takes maps of `shape` to maps, its settings drawn at random. */
export type LayerStep = (random: Random, shape: MapShape) => tf.layers.Layer;

type Activation = Parameters<typeof tf.layers.activation>[0]["activation"];

/** What tfjs knows as the activation of a layer. */
const FUSED = [
  "linear",
  "relu",
  "relu6",
  "elu",
  "selu",
  "sigmoid",
  "hardSigmoid",
  "tanh",
  "softplus",
  "softsign",
  "gelu",
  "gelu_new",
  "swish",
  "mish",
  "softmax",
] as const;

/** One of the activations that a layer can have. */
export function fused(random: Random): Activation {
  return random.pick(FUSED) as Activation;
}

/** A window that fits maps of `shape` with "valid" padding. */
function window(random: Random, [height, width]: MapShape): [number, number] {
  return [
    1 + random.integer(Math.min(3, height)),
    1 +
    random.integer(Math.min(4, width)),
  ];
}

function padding(random: Random): "same" | "valid" {
  return random.pick(["same", "valid"]);
}

/** Every kind of operation that takes maps to maps, as a layer. */
export const LAYER_STEPS = {
  conv: (random, shape) =>
    tf.layers.conv2d({
      filters: 1 + random.integer(5),
      kernelSize: window(random, shape),
      strides: random.pick([1, 1, 2, 3]),
      padding: padding(random),
      useBias: random.integer(4) > 0,
      activation: fused(random),
    }),
  dilatedConv: (random) =>
    tf.layers.conv2d({
      filters: 1 + random.integer(3),
      kernelSize: [1 + random.integer(3), 2],
      dilationRate: [2, 1 + random.integer(3)],
      padding: "same",
      activation: fused(random),
    }),
  depthwise: (random, shape) =>
    tf.layers.depthwiseConv2d({
      kernelSize: window(random, shape),
      strides: random.pick([1, 2]),
      padding: padding(random),
      depthMultiplier: 1 + random.integer(2),
      activation: fused(random),
    }),
  separable: (random, shape) =>
    tf.layers.separableConv2d({
      filters: 1 + random.integer(4),
      kernelSize: window(random, shape),
      padding: padding(random),
      activation: fused(random),
    }),
  convTranspose: (random, [height]) =>
    tf.layers.conv2dTranspose({
      filters: 1 + random.integer(3),
      kernelSize: 1 + random.integer(3),
      strides: height > 5 ? 1 : random.pick([1, 2]),
      padding: padding(random),
      activation: fused(random),
    }),
  batchNorm: (random) =>
    tf.layers.batchNormalization({
      center: random.chance(0.5),
      scale: random.chance(0.5),
      epsilon: random.pick([1e-3, 1e-5, 0.1]),
    }),
  layerNorm: (random) =>
    tf.layers.layerNormalization({
      axis: random.pick([[-1], [1, 2], [1, 2, 3]]),
      center: random.chance(0.5),
      scale: random.chance(0.5),
    }),
  activation: (random) => tf.layers.activation({ activation: fused(random) }),
  relu: () => tf.layers.reLU(),
  cappedRelu: () => tf.layers.reLU({ maxValue: 1.5 }),
  leakyRelu: (random) =>
    tf.layers.leakyReLU({ alpha: random.pick([0.1, 0.3]) }),
  thresholdedRelu: () => tf.layers.thresholdedReLU({ theta: 0.4 }),
  prelu: (random) =>
    tf.layers.prelu({ sharedAxes: random.pick([[1, 2], [1], [2, 3]]) }),
  softmax: () => tf.layers.softmax({ axis: -1 }),
  maxPool: (random, shape) =>
    tf.layers.maxPooling2d({
      poolSize: window(random, shape),
      strides: random.pick([1, 2]),
      padding: padding(random),
    }),
  averagePool: (random, shape) =>
    tf.layers.averagePooling2d({
      poolSize: window(random, shape),
      strides: random.pick([1, 2, 3]),
      padding: padding(random),
    }),
  pad: (random) =>
    tf.layers.zeroPadding2d({
      padding: [[random.integer(2), 1], [random.integer(3), 0]],
    }),
  crop: (_random, [height, width]) =>
    tf.layers.cropping2D({
      cropping: [[height > 1 ? 1 : 0, 0], [0, width > 1 ? 1 : 0]],
    }),
  upsample: (random, [height]) =>
    tf.layers.upSampling2d({
      size: height > 5 ? [1, 1] : [2, 1 + random.integer(2)],
      interpolation: random.pick(["nearest", "bilinear"]),
    }),
  permute: (random) =>
    tf.layers.permute({ dims: random.pick([[2, 1, 3], [3, 1, 2]]) }),
  reshape: (_random, [height, width, channels]) =>
    tf.layers.reshape({ targetShape: [width, height, channels] }),
  dropout: () => tf.layers.dropout({ rate: 0.5 }),
  rescale: (random) =>
    tf.layers.rescaling({ scale: random.pick([0.5, -1]), offset: 0.3 }),
  denseOnMaps: (random) =>
    tf.layers.dense({
      units: 1 + random.integer(4),
      activation: fused(random),
    }),
  custom: () => new Wave({}),
} satisfies Readonly<Record<string, LayerStep>>;
