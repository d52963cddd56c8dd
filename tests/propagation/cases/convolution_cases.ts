import * as tf from "@tensorflow/tfjs";
import type { Padding, Pair } from "../../../lib/model/mod.ts";
import { type Case, graphCase, layerCase } from "./case.ts";

type Arguments = Parameters<typeof tf.layers.conv2d>[0];

function conv(name: string, shape: readonly number[], args: Arguments): Case {
  return layerCase(`conv2d: ${name}`, shape, () => tf.layers.conv2d(args));
}

/** Convolutions; sizes, strides and padding beside each other's edges. */
export const CONV2D_CASES: readonly Case[] = [
  conv("1×1", [4, 3, 3], { filters: 2, kernelSize: 1 }),
  conv("3×3 valid", [5, 4, 2], { filters: 3, kernelSize: 3 }),
  conv("3×3 same", [5, 4, 2], { filters: 3, kernelSize: 3, padding: "same" }),
  conv("2×2 same, even kernel", [5, 4, 2], {
    filters: 3,
    kernelSize: 2,
    padding: "same",
  }),
  conv("stride 2 valid, a row left over", [6, 7, 2], {
    filters: 3,
    kernelSize: 3,
    strides: 2,
  }),
  conv("stride 2 same, even size", [6, 4, 2], {
    filters: 3,
    kernelSize: 3,
    strides: 2,
    padding: "same",
  }),
  conv("stride 2 same, odd size", [7, 5, 2], {
    filters: 3,
    kernelSize: 3,
    strides: 2,
    padding: "same",
  }),
  conv("stride 3 valid", [8, 7, 2], {
    filters: 2,
    kernelSize: 3,
    strides: 3,
  }),
  conv("stride 3 same, kernel 5", [7, 8, 1], {
    filters: 2,
    kernelSize: 5,
    strides: 3,
    padding: "same",
  }),
  conv("stride 2, 1×1", [5, 6, 3], { filters: 2, kernelSize: 1, strides: 2 }),
  conv("stride 3 over kernel 2, same", [7, 8, 2], {
    filters: 2,
    kernelSize: 2,
    strides: 3,
    padding: "same",
  }),
  conv("stride 3 over kernel 2, valid", [7, 6, 2], {
    filters: 2,
    kernelSize: 2,
    strides: 3,
  }),
  conv("kernel and stride not square", [6, 7, 2], {
    filters: 3,
    kernelSize: [1, 4],
    strides: [3, 2],
    padding: "same",
  }),
  conv("dilation 2 same", [6, 5, 2], {
    filters: 2,
    kernelSize: 3,
    dilationRate: 2,
    padding: "same",
  }),
  conv("dilation [1, 3] valid", [3, 8, 2], {
    filters: 2,
    kernelSize: [2, 3],
    dilationRate: [1, 3],
  }),
  conv("kernel larger than the input, same", [2, 3, 2], {
    filters: 2,
    kernelSize: 5,
    padding: "same",
  }),
  conv("kernel larger than the input, stride 2", [2, 1, 2], {
    filters: 2,
    kernelSize: [7, 5],
    strides: 2,
    padding: "same",
  }),
  conv("kernel as large as the input", [3, 4, 2], {
    filters: 5,
    kernelSize: [3, 4],
  }),
  conv("height 1", [1, 6, 3], {
    filters: 2,
    kernelSize: 3,
    strides: [1, 2],
    padding: "same",
  }),
  conv("one position", [1, 1, 5], {
    filters: 3,
    kernelSize: 3,
    padding: "same",
  }),
  conv("odd channels", [3, 3, 7], { filters: 13, kernelSize: 2 }),
  conv("no bias", [4, 4, 2], { filters: 2, kernelSize: 3, useBias: false }),
  conv("channels first", [2, 5, 4], {
    filters: 3,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    dataFormat: "channelsFirst",
  }),
  conv("channels first, fused relu", [2, 5, 4], {
    filters: 3,
    kernelSize: 3,
    dataFormat: "channelsFirst",
    activation: "relu",
  }),
  layerCase(
    "conv1d: stride 2 same",
    [7, 3],
    () =>
      tf.layers.conv1d({
        filters: 2,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "tanh",
      }),
  ),
  layerCase(
    "conv1d: dilation 2 valid",
    [8, 2],
    () => tf.layers.conv1d({ filters: 3, kernelSize: 3, dilationRate: 2 }),
  ),
  groupedCase("2 groups", 2, 4, 6, "same", [2, 1]),
  groupedCase("a group a channel", 5, 5, 5, "valid", [1, 1]),
  groupedCase("every margin its own", 1, 2, 3, [[2, 1], [0, 3]], [1, 1]),
  groupedCase("margins in groups, stride 2", 2, 4, 4, [[1, 1], [1, 1]], [2, 2]),
];

/** tfjs has no layer with groups: the node by hand. */
function groupedCase(
  name: string,
  groups: number,
  inputs: number,
  outputs: number,
  padding: Padding,
  strides: Pair,
): Case {
  return graphCase(
    `conv2d: ${name}`,
    [5, 4, inputs],
    ({ image, add }) =>
      add("conv2d", [image], { strides, padding, dilations: [1, 1] }, {
        kernel: [3, 3, inputs / groups, outputs],
        bias: [outputs],
      }),
  );
}

function depthwise(
  name: string,
  shape: readonly number[],
  args: Parameters<typeof tf.layers.depthwiseConv2d>[0],
): Case {
  return layerCase(
    `depthwiseConv2d: ${name}`,
    shape,
    () => tf.layers.depthwiseConv2d(args),
  );
}

function separable(
  name: string,
  shape: readonly number[],
  args: Parameters<typeof tf.layers.separableConv2d>[0],
): Case {
  return layerCase(
    `separableConv2d: ${name}`,
    shape,
    () => tf.layers.separableConv2d(args),
  );
}

/** Depthwise and separable convolutions. */
export const DEPTHWISE_CASES: readonly Case[] = [
  depthwise("3×3 same", [5, 4, 3], { kernelSize: 3, padding: "same" }),
  depthwise("3×3 valid", [5, 4, 3], { kernelSize: 3 }),
  depthwise("multiplier 2", [5, 4, 3], { kernelSize: 3, depthMultiplier: 2 }),
  depthwise("multiplier 3, stride 2, same", [5, 6, 2], {
    kernelSize: 3,
    strides: 2,
    padding: "same",
    depthMultiplier: 3,
  }),
  depthwise("stride 2 same, even", [6, 4, 2], {
    kernelSize: 3,
    strides: 2,
    padding: "same",
  }),
  depthwise("stride 3 valid, kernel 2", [7, 8, 2], {
    kernelSize: 2,
    strides: [3, 3],
  }),
  depthwise("1×N, stride 2, same", [1, 9, 4], {
    kernelSize: [1, 3],
    strides: 2,
    padding: "same",
  }),
  depthwise("kernel larger than the input", [2, 3, 2], {
    kernelSize: 5,
    padding: "same",
  }),
  depthwise("17 channels, no bias", [3, 4, 17], {
    kernelSize: 3,
    padding: "same",
    useBias: false,
    activation: "relu6",
  }),
  depthwise("channels first", [3, 5, 4], {
    kernelSize: 3,
    strides: 2,
    padding: "same",
    dataFormat: "channelsFirst",
  }),
  layerCase(
    "depthwiseConv2d: dilation 2",
    [6, 5, 2],
    () =>
      tf.layers.depthwiseConv2d({
        kernelSize: 3,
        dilationRate: 2,
        padding: "same",
      }),
    // tfjs-layers ignores the rate, which Keras has trained with.
    { predicts: false },
  ),
  graphCase(
    "depthwiseConv2d: every margin its own",
    [5, 4, 3],
    ({ image, add }) =>
      add("depthwiseConv2d", [image], {
        strides: [2, 1],
        padding: [[0, 2], [1, 0]],
        dilations: [1, 1],
      }, { kernel: [3, 2, 3, 2], bias: [6] }),
  ),
  separable("multiplier 2, bias, fused", [5, 4, 3], {
    filters: 4,
    kernelSize: 3,
    depthMultiplier: 2,
    padding: "same",
    activation: "sigmoid",
  }),
  separable("stride 2", [5, 6, 2], { filters: 3, kernelSize: 3, strides: 2 }),
  separable("dilation 2", [6, 7, 2], {
    filters: 3,
    kernelSize: 3,
    dilationRate: 2,
    padding: "same",
  }),
  separable("channels first", [2, 5, 4], {
    filters: 3,
    kernelSize: 3,
    useBias: false,
    dataFormat: "channelsFirst",
  }),
];

function transposed(
  name: string,
  shape: readonly number[],
  args: Arguments,
): Case {
  return layerCase(
    `conv2dTranspose: ${name}`,
    shape,
    () => tf.layers.conv2dTranspose(args),
  );
}

/** Transposed convolutions. */
export const CONV2D_TRANSPOSE_CASES: readonly Case[] = [
  transposed("3×3 valid", [4, 3, 2], { filters: 3, kernelSize: 3 }),
  transposed("3×3 same", [4, 3, 2], {
    filters: 3,
    kernelSize: 3,
    padding: "same",
  }),
  transposed("stride 2 valid", [3, 4, 2], {
    filters: 3,
    kernelSize: 3,
    strides: 2,
  }),
  transposed("stride 2 same", [3, 4, 2], {
    filters: 3,
    kernelSize: 3,
    strides: 2,
    padding: "same",
  }),
  transposed("stride 2 same, kernel 4", [3, 2, 2], {
    filters: 2,
    kernelSize: 4,
    strides: 2,
    padding: "same",
  }),
  transposed("stride 3 over kernel 2, valid", [3, 2, 2], {
    filters: 2,
    kernelSize: 2,
    strides: 3,
  }),
  transposed("stride 3 over kernel 2, same", [3, 2, 2], {
    filters: 2,
    kernelSize: 2,
    strides: 3,
    padding: "same",
  }),
  transposed("not square, fused, no bias", [2, 3, 3], {
    filters: 2,
    kernelSize: [1, 5],
    strides: [2, 1],
    padding: "same",
    useBias: false,
    activation: "softplus",
  }),
  ...([
    ["every margin its own", [[1, 0], [2, 1]], [2, 2], [1, 1]],
    ["rows that no window reaches", [[1, -1], [0, -2]], [3, 3], [1, 1]],
    ["margins, dilation 2", [[1, 2], [0, 1]], [1, 1], [2, 2]],
  ] as const).map(([name, padding, strides, dilations]) =>
    graphCase(
      `conv2dTranspose: ${name}`,
      [3, 4, 2],
      ({ image, add }) =>
        add("conv2dTranspose", [image], { strides, padding, dilations }, {
          kernel: [3, 3, 3, 2],
          bias: [3],
        }),
    )
  ),
  transposed("channels first", [2, 3, 4], {
    filters: 3,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    dataFormat: "channelsFirst",
  }),
];
