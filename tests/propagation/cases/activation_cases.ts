import * as tf from "@tensorflow/tfjs";
import type {
  ActivationFunction,
  ActivationName,
  LayerGraph,
} from "../../../lib/model/mod.ts";
import { type Case, layerCase } from "./case.ts";

/** tfjs's own layer for a function, where it has one. */
const LAYERS: {
  readonly [N in ActivationName]: readonly (() => tf.layers.Layer)[];
} = {
  relu: [() => tf.layers.reLU(), named("relu")],
  leakyRelu: [
    () => tf.layers.leakyReLU({ alpha: 0.1 }),
    () => tf.layers.leakyReLU({}),
  ],
  thresholdedRelu: [() => tf.layers.thresholdedReLU({ theta: 0.7 })],
  clippedRelu: [named("relu6"), () => tf.layers.reLU({ maxValue: 2 })],
  elu: [named("elu"), () => tf.layers.elu()],
  sigmoid: [named("sigmoid")],
  hardSigmoid: [named("hardSigmoid")],
  tanh: [named("tanh")],
  softplus: [named("softplus")],
  softsign: [named("softsign")],
  selu: [named("selu")],
  gelu: [named("gelu")],
  geluTanh: [named("gelu_new")],
  swish: [named("swish")],
  hardSwish: [],
  mish: [named("mish")],
};

type Activation = Parameters<typeof tf.layers.activation>[0]["activation"];

function named(activation: string): () => tf.layers.Layer {
  return () => tf.layers.activation({ activation: activation as Activation });
}

/** Every elementwise function, on values small and large. */
export const ACTIVATION_CASES: readonly Case[] = [
  ...Object.entries(LAYERS).flatMap(([name, layers]) =>
    layers.flatMap((layer, i) =>
      [1, 10, 100].map((spread) =>
        layerCase(
          `activation: ${name}, layer ${i}, inputs of ${spread}`,
          [3, 4, 3],
          layer,
          { spread },
        )
      )
    )
  ),
  ...[1, 10, 100].flatMap((spread) => [
    nodeCase({ name: "hardSwish" }, spread),
    nodeCase({ name: "elu", alpha: 0.4 }, spread),
  ]),
];

/** tfjs has no such activation: the node by hand. */
function nodeCase(fn: ActivationFunction, spread: number): Case {
  const shape = [2, 3, 4, 3];
  const graph: LayerGraph = {
    nodes: [
      {
        id: 0,
        name: "image",
        layerClass: "InputLayer",
        kind: "input",
        inputs: [],
        attributes: {},
        weights: {},
        shape,
      },
      {
        id: 1,
        name: fn.name,
        layerClass: "Activation",
        kind: "activation",
        inputs: [0],
        attributes: { fn },
        weights: {},
        shape,
      },
    ],
    input: 0,
    output: 1,
    head: undefined,
  };
  return {
    name: `activation: ${fn.name}, inputs of ${spread}`,
    shape,
    spread,
    build: () => ({ graph, predict: undefined, dispose: () => {} }),
    others: {},
  };
}

/** Rectifiers with a learned slope. */
export const PRELU_CASES: readonly Case[] = [
  layerCase("prelu: a slope a value", [3, 2, 4], () => tf.layers.prelu({})),
  layerCase(
    "prelu: a slope a channel",
    [3, 2, 4],
    () => tf.layers.prelu({ sharedAxes: [1, 2] }),
  ),
  layerCase(
    "prelu: a slope a row",
    [3, 2, 4],
    () => tf.layers.prelu({ sharedAxes: [2, 3] }),
  ),
  layerCase("prelu: dense", [7], () => tf.layers.prelu({})),
];

/** Softmax on the last axis and on others. */
export const SOFTMAX_CASES: readonly Case[] = [
  layerCase("softmax: activation", [5], named("softmax"), { spread: 3 }),
  layerCase("softmax: activation on maps", [2, 3, 4], named("softmax")),
  layerCase(
    "softmax: fused, channels first",
    [2, 4, 3],
    () =>
      tf.layers.conv2d({
        filters: 3,
        kernelSize: 2,
        dataFormat: "channelsFirst",
        activation: "softmax",
      }),
  ),
  ...[1, 2, 3, -1, -2].map((axis) =>
    layerCase(
      `softmax: axis ${axis}`,
      [2, 3, 4],
      () => tf.layers.softmax({ axis }),
      // tfjs itself only runs it along the last.
      { predicts: axis === 3 || axis === -1 },
    )
  ),
];

/** The same for its logarithm. */
export const LOG_SOFTMAX_CASES: readonly Case[] = [
  layerCase("logSoftmax: rows", [5], named("logSoftmax"), { spread: 3 }),
  layerCase("logSoftmax: maps", [2, 3, 4], named("logSoftmax")),
];
