import * as tf from "@tensorflow/tfjs";
import { type NodeKind, weightOf } from "../../model/mod.ts";
import { conv2d, conv2dTranspose, depthwiseConv2d } from "./convolutions.ts";
import { batchNorm, groupNorm, layerNorm, rmsNorm } from "./normalizations.ts";
import {
  asAtInference,
  channelSums,
  type TrainingRule,
  withWeights,
} from "./training_rule.ts";

/** A product of the last axis with a kernel. */
const dense: TrainingRule<"dense"> = withWeights(
  "dense",
  (_node, g, { inputs: [x] }, names) => ({
    ...(names.has("kernel") && {
      kernel: tf.matMul(tf.transpose(rows(x!)), rows(g)),
    }),
    ...(names.has("bias") && { bias: channelSums(g) }),
  }),
);

function rows(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [-1, x.shape.at(-1)!]);
}

/** x, or α·x below 0: α is learned over the axes that share it. */
const prelu: TrainingRule<"prelu"> = withWeights(
  "prelu",
  (node, g, { inputs: [x] }, names) => ({
    ...(names.has("alpha") && {
      alpha: sumLike(tf.mul(g, tf.minimum(x!, 0)), weightOf(node, "alpha")),
    }),
  }),
);

/** γ ⊙ x + β: both are learned over the axes along which they are broadcast. */
const elementwiseAffine: TrainingRule<"elementwiseAffine"> = withWeights(
  "elementwiseAffine",
  (node, g, { inputs: [x] }, names) => ({
    ...(names.has("gamma") && {
      gamma: sumLike(tf.mul(g, x!), weightOf(node, "gamma")),
    }),
    ...(names.has("beta") && { beta: sumLike(g, weightOf(node, "beta")) }),
  }),
);

/** The sums over the axes along which `weight` is broadcast, in its shape. */
function sumLike(values: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  const first = values.rank - weight.rank;
  const shared = values.shape.map((_, axis) => axis)
    .filter((axis) => axis < first || weight.shape[axis - first] === 1);
  return tf.reshape(tf.sum(values, shared), weight.shape);
}

/** How every kind of node runs while a network is trained. */
export const TRAINING_RULES: { readonly [K in NodeKind]: TrainingRule<K> } = {
  activation: asAtInference("activation"),
  add: asAtInference("add"),
  attention: asAtInference("attention"),
  average: asAtInference("average"),
  averagePool: asAtInference("averagePool"),
  batchNorm,
  concat: asAtInference("concat"),
  conv2d,
  conv2dTranspose,
  dense,
  depthwiseConv2d,
  divide: asAtInference("divide"),
  elementwiseAffine,
  gate: asAtInference("gate"),
  gather: asAtInference("gather"),
  globalAveragePool: asAtInference("globalAveragePool"),
  globalMaxPool: asAtInference("globalMaxPool"),
  groupNorm,
  identity: asAtInference("identity"),
  input: asAtInference("input"),
  layerNorm,
  localResponseNorm: asAtInference("localResponseNorm"),
  logSoftmax: asAtInference("logSoftmax"),
  matMul: asAtInference("matMul"),
  maxPool: asAtInference("maxPool"),
  maximum: asAtInference("maximum"),
  minimum: asAtInference("minimum"),
  multiply: asAtInference("multiply"),
  other: asAtInference("other"),
  pad: asAtInference("pad"),
  prelu,
  reduce: asAtInference("reduce"),
  rescale: asAtInference("rescale"),
  reshape: asAtInference("reshape"),
  resize: asAtInference("resize"),
  rmsNorm,
  slice: asAtInference("slice"),
  softmax: asAtInference("softmax"),
  subtract: asAtInference("subtract"),
  tile: asAtInference("tile"),
  transpose: asAtInference("transpose"),
  upsample: asAtInference("upsample"),
};
