import * as tf from "@tensorflow/tfjs";
import { type Case, graphCase, layerCase, modelCase } from "./case.ts";
import { normals } from "./normals.ts";

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
  graphCase(
    "pad: channels",
    [2, 3, 2],
    ({ image, add }) =>
      add("pad", [image], { margins: [[0, 0], [1, 0], [3, 2]] }),
  ),
  graphCase(
    "pad: a vector",
    [4],
    ({ image, add }) => add("pad", [image], { margins: [[1, 2]] }),
  ),
];

/** Parts of the values. */
export const SLICE_CASES: readonly Case[] = [
  layerCase(
    "slice: maps without their edges",
    [5, 6, 2],
    () => tf.layers.cropping2D({ cropping: [[1, 0], [2, 3]] }),
  ),
  layerCase(
    "slice: none",
    [2, 3, 2],
    () => tf.layers.cropping2D({ cropping: [[0, 0], [0, 0]] }),
  ),
  layerCase("slice: channels first", [2, 5, 6], () =>
    tf.layers.cropping2D({
      cropping: [[1, 2], [0, 3]],
      dataFormat: "channelsFirst",
    })),
  sliceCase("channels", [3, 2, 5], [[0, 0, 1], [0, 0, 1], [1, 2, 1]]),
  sliceCase("a part of a vector", [7], [[2, 1, 1]]),
  sliceCase("every other row", [6, 3, 2], [[1, 0, 2], [0, 0, 1], [0, 0, 1]]),
  sliceCase("steps that leave an end", [7, 8, 5], [
    [0, 0, 3],
    [1, 1, 4],
    [0, 0, 2],
  ]),
  sliceCase("a step longer than the axis", [3, 4], [[0, 0, 5], [1, 0, 2]]),
];

function sliceCase(
  name: string,
  shape: readonly number[],
  axes: readonly (readonly [before: number, after: number, step: number])[],
): Case {
  return graphCase(
    `slice: ${name}`,
    shape,
    ({ image, add }) =>
      add("slice", [image], {
        axes: axes.map(([before, after, step]) => ({ before, after, step })),
      }),
  );
}

/** Values at some indices. */
export const GATHER_CASES: readonly Case[] = ([
  [1, [2, 0]],
  [2, [1, 1, 0, 1]],
  [3, [3, 2, 1, 0]],
] as const).map(([axis, indices]) =>
  graphCase(
    `gather: ${indices} of axis ${axis}`,
    [3, 2, 4],
    ({ image, add }) => add("gather", [image], { axis, indices }),
  )
);

/** Copies side by side. */
export const TILE_CASES: readonly Case[] = ([
  [[2, 3, 2], [1, 2, 1]],
  [[2, 1, 3], [3, 4, 2]],
  [[5], [3]],
  [[2, 3], [1, 1]],
] as const).map(([shape, repeats]) =>
  graphCase(
    `tile: [${shape}] by [${repeats}]`,
    shape,
    ({ image, add }) => add("tile", [image], { repeats }),
  )
);

/** Maps resampled. */
export const RESIZE_CASES: readonly Case[] = ([
  [3, 5, 4, 2],
  [1, 3, 2, 2],
  [4, 4, 3, 7],
] as const).map(([height, rows, width, columns]) =>
  graphCase(
    `resize: ${height}×${width} to ${rows}×${columns}`,
    [height, width, 3],
    ({ image, add }) =>
      add("resize", [image], {
        rows: {
          from: height,
          to: rows,
          matrix: normals(height * rows, 21),
        },
        columns: {
          from: width,
          to: columns,
          matrix: normals(width * columns, 22),
        },
      }),
  )
);

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
  ...([[[3, 4, 3], [2, 2]], [[2, 3, 2], [3, 4]], [[1, 1, 2], [2, 3]]] as const)
    .map(([shape, size]) =>
      graphCase(
        `upsample: bilinear [${size}] of [${shape}], between pixels`,
        shape,
        ({ image, add }) =>
          add("upsample", [image], {
            size,
            interpolation: "bilinear",
            coordinates: "halfPixel",
          }),
      )
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
