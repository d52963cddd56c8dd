import * as tf from "@tensorflow/tfjs";
import type {
  ActivationFunction,
  ActivationName,
} from "../../../lib/model/mod.ts";
import { type Case, graphCase, layerCase } from "./case.ts";

/** tfjs's own layer for a function, where it has one. */
const LAYERS: {
  readonly [N in ActivationName]?: readonly (() => tf.layers.Layer)[];
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
  mish: [named("mish")],
};

type Activation = Parameters<typeof tf.layers.activation>[0]["activation"];

function named(activation: string): () => tf.layers.Layer {
  return () => tf.layers.activation({ activation: activation as Activation });
}

/** What is large where the functions below, or their slopes, are not finite. */
const AWAY_FROM_ZERO: ActivationFunction = { name: "clip", low: 0.3, high: 90 };

/** Functions of positive numbers. */
const POSITIVE: readonly ActivationFunction[] = [
  { name: "log" },
  { name: "sqrt" },
  { name: "reciprocal" },
  { name: "power", exponent: 0.5 },
  { name: "power", exponent: -1.5 },
];

const RECTIFIER = { slope: 0.3, threshold: 0.2, ceiling: 1.5 };

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
    nodeCase({ name: "celu", alpha: 0.7 }, spread),
    nodeCase({ name: "clip", low: -0.5, high: 1.5 }, spread),
    nodeCase({ name: "clip", low: 0.25, high: Infinity }, spread),
    nodeCase({ name: "clip", low: -Infinity, high: -0.25 }, spread),
    nodeCase({ name: "rectifier", ...RECTIFIER }, spread),
    nodeCase({ name: "rectifier", ...RECTIFIER, ceiling: Infinity }, spread),
    nodeCase({ name: "hardShrink", threshold: 0.5 }, spread),
    nodeCase({ name: "softShrink", threshold: 0.5 }, spread),
    nodeCase({ name: "logSigmoid" }, spread),
    nodeCase({ name: "sparsePlus" }, spread),
    nodeCase({ name: "squareplus" }, spread),
    nodeCase({ name: "tanhShrink" }, spread),
    nodeCase({ name: "abs" }, spread),
    nodeCase({ name: "erf" }, spread),
    nodeCase({ name: "power", exponent: 2 }, spread),
    nodeCase({ name: "power", exponent: 3 }, spread),
    ...POSITIVE.map((fn) => nodeCase(fn, spread, AWAY_FROM_ZERO)),
  ]),
  ...[1, 3].flatMap((spread) => [
    nodeCase({ name: "exp" }, spread),
    nodeCase({ name: "sin" }, spread),
    nodeCase({ name: "cos" }, spread),
    nodeCase({ name: "ceil" }, spread),
    nodeCase({ name: "floor" }, spread),
    nodeCase({ name: "round" }, spread),
    nodeCase({ name: "sign" }, spread),
  ]),
];

/** tfjs has no such activation: the node by hand. */
function nodeCase(
  fn: ActivationFunction,
  spread: number,
  before?: ActivationFunction,
): Case {
  return graphCase(
    `activation: ${JSON.stringify(fn)}, inputs of ${spread}`,
    [3, 4, 3],
    ({ image, add }) => {
      const x = before ? add("activation", [image], { fn: before }) : image;
      return add("activation", [x], { fn });
    },
    { spread },
  );
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
