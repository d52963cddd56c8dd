import * as tf from "@tensorflow/tfjs";
import { type NodeKind, weightOf } from "../../model/mod.ts";
import { conv2d, conv2dTranspose, depthwiseConv2d } from "./convolutions.ts";
import { batchNorm, layerNorm } from "./normalizations.ts";
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
  (node, g, { inputs: [x] }, names) => {
    if (!names.has("alpha")) return {};
    const alpha = weightOf(node, "alpha");
    const products = tf.mul(g, tf.minimum(x!, 0));
    const first = products.rank - alpha.rank;
    const shared = products.shape.map((_, axis) => axis)
      .filter((axis) => axis < first || alpha.shape[axis - first] === 1);
    return { alpha: tf.reshape(tf.sum(products, shared), alpha.shape) };
  },
);

/** How every kind of node runs while a network is trained. */
export const TRAINING_RULES: { readonly [K in NodeKind]: TrainingRule<K> } = {
  activation: asAtInference("activation"),
  add: asAtInference("add"),
  average: asAtInference("average"),
  averagePool: asAtInference("averagePool"),
  batchNorm,
  concat: asAtInference("concat"),
  conv2d,
  conv2dTranspose,
  crop: asAtInference("crop"),
  dense,
  depthwiseConv2d,
  globalAveragePool: asAtInference("globalAveragePool"),
  globalMaxPool: asAtInference("globalMaxPool"),
  identity: asAtInference("identity"),
  input: asAtInference("input"),
  layerNorm,
  logSoftmax: asAtInference("logSoftmax"),
  maxPool: asAtInference("maxPool"),
  maximum: asAtInference("maximum"),
  minimum: asAtInference("minimum"),
  multiply: asAtInference("multiply"),
  other: asAtInference("other"),
  pad: asAtInference("pad"),
  prelu,
  rescale: asAtInference("rescale"),
  reshape: asAtInference("reshape"),
  softmax: asAtInference("softmax"),
  transpose: asAtInference("transpose"),
  upsample: asAtInference("upsample"),
};
