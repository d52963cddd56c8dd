import type { NodeKind } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { activation } from "./activation.ts";
import { averagePool } from "./average_pool.ts";
import { batchNorm } from "./batch_norm.ts";
import { concat } from "./concat.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dTranspose } from "./conv2d_transpose.ts";
import { dense } from "./dense.ts";
import { depthwiseConv2d } from "./depthwise_conv2d.ts";
import { globalAveragePool, globalMaxPool } from "./global_pool.ts";
import { layerNorm } from "./layer_norm.ts";
import { maxPool } from "./max_pool.ts";
import { add, average, maximum, minimum, multiply } from "./merge.ts";
import { other } from "./other.ts";
import { crop, pad } from "./pad.ts";
import { prelu } from "./prelu.ts";
import { identity, input, rescale, reshape, transpose } from "./shaping.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { upsample } from "./upsample.ts";

/** The operation of every kind of node. */
export const OPERATIONS: { readonly [K in NodeKind]: Operation<K> } = {
  activation,
  add,
  average,
  averagePool,
  batchNorm,
  concat,
  conv2d,
  conv2dTranspose,
  crop,
  dense,
  depthwiseConv2d,
  globalAveragePool,
  globalMaxPool,
  identity,
  input,
  layerNorm,
  logSoftmax,
  maxPool,
  maximum,
  minimum,
  multiply,
  other,
  pad,
  prelu,
  rescale,
  reshape,
  softmax,
  transpose,
  upsample,
};
