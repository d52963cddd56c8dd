import type { NodeKind } from "../../../lib/model/mod.ts";
import {
  ACTIVATION_CASES,
  LOG_SOFTMAX_CASES,
  PRELU_CASES,
  SOFTMAX_CASES,
} from "./activation_cases.ts";
import type { Case } from "./case.ts";
import {
  CONV2D_CASES,
  CONV2D_TRANSPOSE_CASES,
  DEPTHWISE_CASES,
} from "./convolution_cases.ts";
import {
  ADD_CASES,
  AVERAGE_CASES,
  CONCAT_CASES,
  MAXIMUM_CASES,
  MINIMUM_CASES,
  MULTIPLY_CASES,
} from "./merging_cases.ts";
import {
  BATCH_NORM_CASES,
  DENSE_CASES,
  LAYER_NORM_CASES,
} from "./normalization_cases.ts";
import { OTHER_CASES } from "./other_cases.ts";
import {
  AVERAGE_POOL_CASES,
  GLOBAL_AVERAGE_POOL_CASES,
  GLOBAL_MAX_POOL_CASES,
  MAX_POOL_CASES,
} from "./pooling_cases.ts";
import {
  CROP_CASES,
  IDENTITY_CASES,
  INPUT_CASES,
  PAD_CASES,
  RESCALE_CASES,
  RESHAPE_CASES,
  TRANSPOSE_CASES,
  UPSAMPLE_CASES,
} from "./shaping_cases.ts";

/** The cases of every kind of node. */
export const CASES: { readonly [K in NodeKind]: readonly Case[] } = {
  activation: ACTIVATION_CASES,
  add: ADD_CASES,
  average: AVERAGE_CASES,
  averagePool: AVERAGE_POOL_CASES,
  batchNorm: BATCH_NORM_CASES,
  concat: CONCAT_CASES,
  conv2d: CONV2D_CASES,
  conv2dTranspose: CONV2D_TRANSPOSE_CASES,
  crop: CROP_CASES,
  dense: DENSE_CASES,
  depthwiseConv2d: DEPTHWISE_CASES,
  globalAveragePool: GLOBAL_AVERAGE_POOL_CASES,
  globalMaxPool: GLOBAL_MAX_POOL_CASES,
  identity: IDENTITY_CASES,
  input: INPUT_CASES,
  layerNorm: LAYER_NORM_CASES,
  logSoftmax: LOG_SOFTMAX_CASES,
  maxPool: MAX_POOL_CASES,
  maximum: MAXIMUM_CASES,
  minimum: MINIMUM_CASES,
  multiply: MULTIPLY_CASES,
  other: OTHER_CASES,
  pad: PAD_CASES,
  prelu: PRELU_CASES,
  rescale: RESCALE_CASES,
  reshape: RESHAPE_CASES,
  softmax: SOFTMAX_CASES,
  transpose: TRANSPOSE_CASES,
  upsample: UPSAMPLE_CASES,
};
