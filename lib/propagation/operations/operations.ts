import type { NodeKind } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { activation } from "./activation.ts";
import { attention } from "./attention.ts";
import { averagePool } from "./average_pool.ts";
import { batchNorm } from "./batch_norm.ts";
import { concat } from "./concat.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dTranspose } from "./conv2d_transpose.ts";
import { dense } from "./dense.ts";
import { depthwiseConv2d } from "./depthwise_conv2d.ts";
import { elementwiseAffine } from "./elementwise_affine.ts";
import { gather } from "./gather.ts";
import { globalAveragePool, globalMaxPool } from "./global_pool.ts";
import { groupNorm } from "./group_norm.ts";
import { layerNorm, rmsNorm } from "./layer_norm.ts";
import { localResponseNorm } from "./local_response_norm.ts";
import { matMul } from "./mat_mul.ts";
import { maxPool } from "./max_pool.ts";
import {
  add,
  average,
  divide,
  gate,
  maximum,
  minimum,
  multiply,
  subtract,
} from "./merge.ts";
import { other } from "./other.ts";
import { pad } from "./pad.ts";
import { prelu } from "./prelu.ts";
import { reduce } from "./reduce.ts";
import { resize } from "./resize.ts";
import { identity, input, rescale, reshape, transpose } from "./shaping.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { slice } from "./slice.ts";
import { tile } from "./tile.ts";
import { upsample } from "./upsample.ts";

/** The operation of every kind of node. */
export const OPERATIONS: { readonly [K in NodeKind]: Operation<K> } = {
  activation,
  add,
  attention,
  average,
  averagePool,
  batchNorm,
  concat,
  conv2d,
  conv2dTranspose,
  dense,
  depthwiseConv2d,
  divide,
  elementwiseAffine,
  gate,
  gather,
  globalAveragePool,
  globalMaxPool,
  groupNorm,
  identity,
  input,
  layerNorm,
  localResponseNorm,
  logSoftmax,
  matMul,
  maxPool,
  maximum,
  minimum,
  multiply,
  other,
  pad,
  prelu,
  reduce,
  rescale,
  reshape,
  resize,
  rmsNorm,
  slice,
  softmax,
  subtract,
  tile,
  transpose,
  upsample,
};
