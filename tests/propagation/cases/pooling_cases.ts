import * as tf from "@tensorflow/tfjs";
import { type Case, graphCase, layerCase } from "./case.ts";

type Arguments = NonNullable<Parameters<typeof tf.layers.maxPooling2d>[0]>;

interface Windows {
  readonly name: string;
  readonly shape: readonly number[];
  readonly args: Arguments;
}

/** Windows that overlap, touch, leave gaps, or reach over the edge. */
const WINDOWS: readonly Windows[] = [
  { name: "2×2", shape: [4, 6, 3], args: { poolSize: 2 } },
  { name: "2×2, a row left over", shape: [5, 7, 2], args: { poolSize: 2 } },
  {
    name: "2×2 same, odd size",
    shape: [5, 3, 2],
    args: { poolSize: 2, padding: "same" },
  },
  {
    name: "3×3 stride 1 same",
    shape: [4, 5, 2],
    args: { poolSize: 3, strides: 1, padding: "same" },
  },
  {
    name: "3×3 stride 2 valid",
    shape: [7, 6, 2],
    args: { poolSize: 3, strides: 2 },
  },
  {
    name: "3×3 stride 2 same, even size",
    shape: [6, 4, 2],
    args: { poolSize: 3, strides: 2, padding: "same" },
  },
  {
    name: "stride 3 over 2×2, valid",
    shape: [7, 8, 2],
    args: { poolSize: 2, strides: 3 },
  },
  {
    name: "stride 3 over 2×2, same",
    shape: [7, 8, 2],
    args: { poolSize: 2, strides: 3, padding: "same" },
  },
  {
    name: "not square",
    shape: [6, 7, 2],
    args: { poolSize: [1, 4], strides: [2, 3], padding: "same" },
  },
  { name: "1×1", shape: [3, 4, 2], args: { poolSize: 1, strides: 1 } },
  {
    name: "1×1 stride 2",
    shape: [5, 4, 3],
    args: { poolSize: 1, strides: 2, padding: "same" },
  },
  {
    name: "1×1 stride [3, 2] valid",
    shape: [5, 6, 1],
    args: { poolSize: [1, 1], strides: [3, 2] },
  },
  { name: "the whole map", shape: [3, 4, 2], args: { poolSize: [3, 4] } },
  {
    name: "larger than the map, same",
    shape: [2, 3, 2],
    args: { poolSize: 5, strides: 2, padding: "same" },
  },
  {
    name: "height 1",
    shape: [1, 8, 2],
    args: { poolSize: 3, strides: 2, padding: "same" },
  },
  {
    name: "channels first",
    shape: [2, 5, 4],
    args: {
      poolSize: 3,
      strides: 2,
      padding: "same",
      dataFormat: "channelsFirst",
    },
  },
];

/** Margins as other formats give them, a pool that reaches over the end too. */
const MARGINS = [
  { name: "every margin its own", padding: [[1, 0], [0, 2]], strides: [1, 1] },
  { name: "over the end only", padding: [[0, 1], [0, 1]], strides: [2, 2] },
  { name: "all round, stride 2", padding: [[1, 1], [1, 1]], strides: [2, 2] },
] as const;

function withMargins(kind: "maxPool" | "averagePool"): readonly Case[] {
  return MARGINS.map(({ name, padding, strides }) =>
    graphCase(
      `${kind}: ${name}`,
      [5, 6, 3],
      ({ image, add }) =>
        add(kind, [image], { size: [3, 3], strides, padding }),
    )
  );
}

/** Max pools; normal inputs, so that about one window in 2^n has no positive value. */
export const MAX_POOL_CASES: readonly Case[] = [
  ...WINDOWS.map(({ name, shape, args }) =>
    layerCase(`maxPool: ${name}`, shape, () => tf.layers.maxPooling2d(args))
  ),
  layerCase(
    "maxPool: 1-D",
    [7, 3],
    () => tf.layers.maxPooling1d({ poolSize: 3, strides: 2, padding: "same" }),
  ),
  ...withMargins("maxPool"),
  ...([[1, 1], [2, 1], [2, 3]] as const).map((strides) =>
    graphCase(
      `maxPool: taps that lie apart, strides ${strides}`,
      [7, 8, 2],
      ({ image, add }) =>
        add("maxPool", [image], {
          size: [2, 3],
          strides,
          padding: [[1, 0], [1, 1]],
          dilations: [3, 2],
        }),
    )
  ),
];

/** Average pools. */
export const AVERAGE_POOL_CASES: readonly Case[] = [
  ...WINDOWS.map(({ name, shape, args }) =>
    layerCase(
      `averagePool: ${name}`,
      shape,
      () => tf.layers.averagePooling2d(args),
    )
  ),
  layerCase(
    "averagePool: 1-D",
    [7, 3],
    () =>
      tf.layers.averagePooling1d({ poolSize: 3, strides: 2, padding: "same" }),
  ),
  ...withMargins("averagePool"),
];

/** Means over all positions. */
export const GLOBAL_AVERAGE_POOL_CASES: readonly Case[] = [
  layerCase(
    "globalAveragePool: 2-D",
    [3, 4, 5],
    () => tf.layers.globalAveragePooling2d({}),
  ),
  layerCase(
    "globalAveragePool: channels first",
    [5, 3, 4],
    () => tf.layers.globalAveragePooling2d({ dataFormat: "channelsFirst" }),
  ),
  layerCase(
    "globalAveragePool: 1-D",
    [6, 5],
    () => tf.layers.globalAveragePooling1d(),
  ),
];

/** Maxima over all positions. */
export const GLOBAL_MAX_POOL_CASES: readonly Case[] = [
  layerCase(
    "globalMaxPool: 2-D",
    [3, 4, 5],
    () => tf.layers.globalMaxPooling2d({}),
  ),
  layerCase(
    "globalMaxPool: channels first",
    [5, 3, 4],
    () => tf.layers.globalMaxPooling2d({ dataFormat: "channelsFirst" }),
  ),
  layerCase(
    "globalMaxPool: 1-D",
    [6, 5],
    () => tf.layers.globalMaxPooling1d(),
  ),
];

/** Axes taken together. */
export const REDUCE_CASES: readonly Case[] =
  (["mean", "sum", "max", "min", "l2"] as const).flatMap((operation) =>
    ([[[1], false], [[1, 2], true], [[3], true], [[1, 3], false], [
      [2, 3, 1],
      false,
    ]] as const).map(([axes, keepDims]) =>
      graphCase(
        `reduce: ${operation} over ${axes}${keepDims ? ", kept" : ""}`,
        [3, 2, 4],
        ({ image, add }) =>
          add("reduce", [image], { operation, axes, keepDims }),
      )
    )
  );
