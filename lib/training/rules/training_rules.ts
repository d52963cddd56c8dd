import type { NodeKind } from "../../model/mod.ts";
import { asAtInference } from "./as_at_inference.ts";
import { batchNorm } from "./batch_norm.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dTranspose } from "./conv2d_transpose.ts";
import { dense } from "./dense.ts";
import { depthwiseConv2d } from "./depthwise_conv2d.ts";
import { layerNorm } from "./layer_norm.ts";
import { prelu } from "./prelu.ts";
import type { TrainingRule } from "./training_rule.ts";

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
