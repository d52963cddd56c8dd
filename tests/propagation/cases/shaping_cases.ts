import * as tf from "@tensorflow/tfjs";
import { type Case, layerCase, modelCase } from "./case.ts";

/** The image itself. */
export const INPUT_CASES: readonly Case[] = [
  modelCase("input: nothing but a factor", [2, 3, 2], (x) => x),
];

/** Zeros around maps. */
export const PAD_CASES: readonly Case[] = [
  layerCase("pad: 1", [2, 3, 2], () => tf.layers.zeroPadding2d()),
  layerCase(
    "pad: [2, 1]",
    [2, 3, 2],
    () => tf.layers.zeroPadding2d({ padding: [2, 1] }),
  ),
  layerCase(
    "pad: every side its own",
    [2, 3, 2],
    () => tf.layers.zeroPadding2d({ padding: [[0, 1], [2, 3]] }),
  ),
  layerCase(
    "pad: none",
    [2, 3, 2],
    () => tf.layers.zeroPadding2d({ padding: 0 }),
  ),
  layerCase("pad: channels first", [2, 3, 2], () =>
    tf.layers.zeroPadding2d({
      padding: [[0, 1], [2, 0]],
      dataFormat: "channelsFirst",
    })),
];

/** Maps without their edges. */
export const CROP_CASES: readonly Case[] = [
  layerCase(
    "crop: every side its own",
    [5, 6, 2],
    () => tf.layers.cropping2D({ cropping: [[1, 0], [2, 3]] }),
  ),
  layerCase(
    "crop: none",
    [2, 3, 2],
    () => tf.layers.cropping2D({ cropping: [[0, 0], [0, 0]] }),
  ),
  layerCase("crop: channels first", [2, 5, 6], () =>
    tf.layers.cropping2D({
      cropping: [[1, 2], [0, 3]],
      dataFormat: "channelsFirst",
    })),
];

/** Maps enlarged. */
export const UPSAMPLE_CASES: readonly Case[] = [
  layerCase("upsample: nearest 2", [3, 4, 3], () => tf.layers.upSampling2d({})),
  layerCase(
    "upsample: nearest [3, 1]",
    [2, 3, 2],
    () => tf.layers.upSampling2d({ size: [3, 1] }),
  ),
  layerCase(
    "upsample: nearest [4, 5]",
    [3, 3, 1],
    () => tf.layers.upSampling2d({ size: [4, 5] }),
  ),
  layerCase(
    "upsample: bilinear 2",
    [3, 4, 3],
    () => tf.layers.upSampling2d({ size: [2, 2], interpolation: "bilinear" }),
  ),
  layerCase(
    "upsample: bilinear [3, 2]",
    [2, 3, 2],
    () => tf.layers.upSampling2d({ size: [3, 2], interpolation: "bilinear" }),
  ),
  layerCase(
    "upsample: bilinear of one position",
    [1, 1, 2],
    () => tf.layers.upSampling2d({ size: [2, 3], interpolation: "bilinear" }),
  ),
  layerCase(
    "upsample: channels first",
    [3, 2, 3],
    () => tf.layers.upSampling2d({ size: [2, 3], dataFormat: "channelsFirst" }),
  ),
];

/** The same values in another shape. */
export const RESHAPE_CASES: readonly Case[] = [
  layerCase("reshape: flatten", [2, 3, 2], () => tf.layers.flatten()),
  layerCase(
    "reshape: flatten, channels first",
    [2, 3, 2],
    () => tf.layers.flatten({ dataFormat: "channelsFirst" }),
  ),
  layerCase(
    "reshape: to [4, 3]",
    [2, 3, 2],
    () => tf.layers.reshape({ targetShape: [4, 3] }),
  ),
  layerCase(
    "reshape: to [-1, 2, 2]",
    [2, 3, 2],
    () => tf.layers.reshape({ targetShape: [-1, 2, 2] }),
  ),
  layerCase(
    "reshape: a vector to maps",
    [12],
    () => tf.layers.reshape({ targetShape: [2, 2, 3] }),
  ),
];

/** The same values with the axes in another order. */
export const TRANSPOSE_CASES: readonly Case[] = [
  layerCase(
    "transpose: [2, 1, 3]",
    [2, 3, 4],
    () => tf.layers.permute({ dims: [2, 1, 3] }),
  ),
  layerCase(
    "transpose: a cycle",
    [2, 3, 4],
    () => tf.layers.permute({ dims: [3, 1, 2] }),
  ),
  layerCase(
    "transpose: rank 3",
    [3, 4],
    () => tf.layers.permute({ dims: [2, 1] }),
  ),
];

/** What does nothing at inference. */
export const IDENTITY_CASES: readonly Case[] = [
  layerCase("identity: dropout", [5], () => tf.layers.dropout({ rate: 0.5 })),
  layerCase(
    "identity: dropout with a noise shape",
    [2, 2, 3],
    () => tf.layers.dropout({ rate: 0.5, noiseShape: [2, 1, 1, 3] }),
  ),
  layerCase(
    "identity: gaussian noise",
    [2, 3, 2],
    () => tf.layers.gaussianNoise({ stddev: 1 }),
  ),
  layerCase(
    "identity: gaussian dropout",
    [2, 3, 2],
    () => tf.layers.gaussianDropout({ rate: 0.5 }),
  ),
  layerCase(
    "identity: alpha dropout",
    [2, 3, 2],
    () => tf.layers.alphaDropout({ rate: 0.5 }),
  ),
];

/** A factor and a constant. */
export const RESCALE_CASES: readonly Case[] = [
  layerCase(
    "rescale: both",
    [2, 3, 2],
    () => tf.layers.rescaling({ scale: 1 / 127.5, offset: -1 }),
    { spread: 100 },
  ),
  layerCase(
    "rescale: no offset",
    [2, 3, 2],
    () => tf.layers.rescaling({ scale: -3 }),
  ),
];
