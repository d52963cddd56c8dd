import {
  generate,
  type NdArray,
  valueAt,
  valueOr,
} from "../../propagation/float64/nd_array.ts";
import {
  greatest,
  mean,
  pool,
  resample,
  reshaped,
  toFirst,
  toLast,
} from "./definitions.ts";
import type { KerasCase } from "./keras_case.ts";

const rows = (x: NdArray) => reshaped(x, [1, ...x.shape.slice(1)]);
const flat = (x: NdArray) => reshaped(x, x.shape.slice(2));

/** The weights of a kernel between `from` values, with half-pixel centers. */
function between(
  to: number,
  radius: number,
  kernel: (distance: number) => number,
  antialias = false,
) {
  return (i: number, from: number) => {
    const width = antialias ? Math.max(1, from / to) : 1;
    const center = (i + 0.5) * from / to - 0.5;
    const weights = Array.from({ length: from }, (_, j) => {
      const distance = Math.abs(j - center) / width;
      return distance < radius ? kernel(distance) : 0;
    });
    const total = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / total);
  };
}

const linear = (x: number) => 1 - x;
const cubic = (x: number) =>
  x < 1
    ? 1.5 * x ** 3 - 2.5 * x ** 2 + 1
    : -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2;
const sinc = (x: number) => x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
const lanczos = (a: number) => (x: number) => sinc(x) * sinc(x / a);
const mitchell = (x: number) =>
  x < 1
    ? (7 * x ** 3 - 12 * x ** 2 + 16 / 3) / 6
    : (-7 / 3 * x ** 3 + 12 * x ** 2 - 20 * x + 32 / 3) / 6;
const nearest = (to: number) => (i: number, from: number) =>
  Array.from(
    { length: from },
    (_, j) => j === Math.floor((i + 0.5) * from / to) ? 1 : 0,
  );
const area = (to: number) => (i: number, from: number) =>
  Array.from({ length: from }, (_, j) => {
    const [start, end] = [i * from / to, (i + 1) * from / to];
    return Math.max(0, Math.min(end, j + 1) - Math.max(start, j)) * to / from;
  });

type Weights = (to: number) => (i: number, from: number) => readonly number[];

function resized(
  x: NdArray,
  [height, width]: readonly [number, number],
  weights: Weights,
): NdArray {
  return resample(
    resample(x, 1, height, weights(height)),
    2,
    width,
    weights(width),
  );
}

function cut(
  x: NdArray,
  [top, left]: readonly [number, number],
  [height, width]: readonly [number, number],
): NdArray {
  return generate(
    [x.shape[0]!, height, width, x.shape[3]!],
    ([n, r, c, k]) => valueOr(x, [n!, r! + top, c! + left, k!], 0),
  );
}

const INTERPOLATIONS: Readonly<Record<string, Weights>> = {
  nearest,
  bilinear: (to) => between(to, 1, linear),
  bicubic: (to) => between(to, 2, cubic),
  lanczos3: (to) => between(to, 3, lanczos(3)),
  lanczos5: (to) => between(to, 5, lanczos(5)),
  gaussian: (to) => between(to, 1.5, (x) => Math.exp(-2 * x * x)),
  mitchellcubic: (to) => between(to, 2, mitchell),
  area,
};

const bilinear = INTERPOLATIONS["bilinear"]!;

/** Pools, upsampling and other layers of feature maps. */
export const MAP_CASES: readonly KerasCase[] = [
  {
    layer: "MaxPooling2D",
    config: { pool_size: [3, 2], strides: null, padding: "same" },
    shape: [5, 5, 2],
    expected: ([x]) =>
      pool(x, [2, 3], (r, c) => [3 * r, 2 * c, 3, 2], greatest),
  },
  {
    layer: "MaxPooling2D",
    config: {
      pool_size: [2, 2],
      strides: [1, 2],
      data_format: "channels_first",
    },
    shape: [2, 4, 5],
    expected: ([x]) =>
      toFirst(pool(toLast(x), [3, 2], (r, c) => [r, 2 * c, 2, 2], greatest)),
  },
  {
    layer: "AveragePooling2D",
    config: { pool_size: [3, 3], strides: [2, 2], padding: "same" },
    shape: [5, 4, 2],
    expected: ([x]) =>
      pool(x, [3, 2], (r, c) => [2 * r - 1, 2 * c, 3, 3], mean),
  },
  {
    layer: "MaxPooling1D",
    config: { pool_size: [2], strides: [2] },
    shape: [5, 3],
    expected: ([x]) =>
      flat(pool(rows(x), [1, 2], (_, c) => [0, 2 * c, 1, 2], greatest)),
  },
  {
    layer: "AveragePooling1D",
    config: { pool_size: [3], strides: [1], padding: "same" },
    shape: [5, 3],
    expected: ([x]) =>
      flat(pool(rows(x), [1, 5], (_, c) => [0, c - 1, 1, 3], mean)),
  },
  ...(["Average", "Max"] as const).flatMap((kind): readonly KerasCase[] => {
    const combine = kind === "Max" ? greatest : mean;
    const whole = (x: NdArray) =>
      pool(x, [1, 1], () => [0, 0, x.shape[1]!, x.shape[2]!], combine);
    return [
      {
        layer: `Global${kind}Pooling2D`,
        config: {},
        shape: [3, 4, 2],
        expected: ([x]) => reshaped(whole(x), [2]),
      },
      {
        layer: `Global${kind}Pooling2D`,
        config: { keepdims: true, data_format: "channels_first" },
        shape: [2, 3, 4],
        expected: ([x]) => toFirst(whole(toLast(x))),
      },
      {
        layer: `Global${kind}Pooling1D`,
        config: { keepdims: true },
        shape: [4, 3],
        expected: ([x]) => flat(whole(rows(x))),
      },
      {
        layer: `Global${kind}Pooling3D`,
        config: {},
        shape: [2, 2, 3, 2],
        expected: ([x]) => reshaped(whole(reshaped(x, [4, 3, 2])), [2]),
      },
      {
        layer: `${kind === "Max" ? "Max" : "Average"}Pooling3D`,
        config: { pool_size: [1, 2, 2], strides: [1, 2, 2] },
        shape: [1, 4, 4, 2],
        expected: ([x]) =>
          reshaped(
            pool(
              reshaped(x, [4, 4, 2]),
              [2, 2],
              (r, c) => [2 * r, 2 * c, 2, 2],
              combine,
            ),
            [1, 2, 2, 2],
          ),
      },
      {
        layer: `Adaptive${kind}Pooling2D`,
        config: { output_size: [2, 3] },
        shape: [5, 7, 2],
        expected: ([x]) =>
          pool(x, [2, 3], (r, c) => {
            const [top, left] = [
              Math.floor(r * 5 / 2),
              Math.floor(c * 7 / 3),
            ];
            return [
              top,
              left,
              Math.ceil((r + 1) * 5 / 2) - top,
              Math.ceil((c + 1) * 7 / 3) - left,
            ];
          }, combine),
      },
      {
        layer: `Adaptive${kind}Pooling1D`,
        config: { output_size: [2] },
        shape: [6, 2],
        expected: ([x]) =>
          flat(pool(rows(x), [1, 2], (_, c) => [0, 3 * c, 1, 3], combine)),
      },
    ];
  }),
  ...Object.entries(INTERPOLATIONS).flatMap((
    [interpolation, weights],
  ): readonly KerasCase[] => [
    {
      layer: "UpSampling2D",
      config: { size: [2, 3], interpolation },
      shape: [3, 4, 2],
      version: 2,
      expected: ([x]) => resized(x, [6, 12], weights),
    },
    {
      layer: "Resizing",
      config: { height: 5, width: 3, interpolation },
      shape: [3, 7, 2],
      expected: ([x]) => resized(x, [5, 3], weights),
    },
  ]),
  {
    layer: "UpSampling2D",
    config: {
      size: [2, 2],
      interpolation: "bilinear",
      data_format: "channels_first",
    },
    shape: [2, 3, 3],
    expected: ([x]) => toFirst(resized(toLast(x), [6, 6], bilinear)),
  },
  {
    layer: "Resizing",
    config: { height: 3, width: 4, antialias: true },
    shape: [9, 8, 2],
    expected: ([x]) => resized(x, [3, 4], (to) => between(to, 1, linear, true)),
  },
  {
    layer: "Resizing",
    config: { height: 3, width: 4, antialias: true, interpolation: "lanczos3" },
    shape: [9, 8, 2],
    expected: ([x]) =>
      resized(x, [3, 4], (to) => between(to, 3, lanczos(3), true)),
  },
  {
    layer: "Resizing",
    config: { height: 3, width: 3, crop_to_aspect_ratio: true },
    shape: [4, 7, 2],
    expected: ([x]) => resized(cut(x, [0, 1], [4, 4]), [3, 3], bilinear),
  },
  ...[0, 0.7].map((fill): KerasCase => ({
    layer: "Resizing",
    config: {
      height: 4,
      width: 4,
      pad_to_aspect_ratio: true,
      fill_value: fill,
    },
    shape: [3, 7, 2],
    expected: ([x]) =>
      resized(
        generate([x.shape[0]!, 7, 7, 2], ([n, r, c, k]) =>
          valueOr(x, [n!, r! - 2, c!, k!], fill)),
        [4, 4],
        bilinear,
      ),
  })),
  {
    layer: "CenterCrop",
    config: { height: 3, width: 4 },
    shape: [6, 7, 2],
    expected: ([x]) => cut(x, [1, 1], [3, 4]),
  },
  {
    layer: "CenterCrop",
    config: { height: 6, width: 3 },
    shape: [4, 7, 2],
    // Too low: the largest window of the proportions is resized.
    expected: ([x]) => resized(cut(x, [0, 2], [4, 2]), [6, 3], bilinear),
  },
  {
    layer: "RandomCrop",
    config: { height: 3, width: 3 },
    shape: [4, 7, 2],
    expected: ([x]) => resized(cut(x, [0, 1], [4, 4]), [3, 3], bilinear),
  },
  {
    layer: "UpSampling1D",
    config: { size: 3 },
    shape: [3, 2],
    expected: ([x]) =>
      generate(
        [x.shape[0]!, 9, 2],
        ([n, t, k]) => valueAt(x, [n!, Math.floor(t! / 3), k!]),
      ),
  },
  {
    layer: "UpSampling3D",
    config: { size: [2, 1, 3] },
    shape: [2, 2, 2, 2],
    expected: ([x]) =>
      generate(
        [x.shape[0]!, 4, 2, 6, 2],
        ([n, d, r, c, k]) =>
          valueAt(x, [n!, Math.floor(d! / 2), r!, Math.floor(c! / 3), k!]),
      ),
  },
  {
    layer: "ZeroPadding2D",
    config: { padding: [[1, 0], [2, 3]] },
    shape: [2, 3, 2],
    expected: ([x]) => cut(x, [-1, -2], [3, 8]),
  },
  {
    layer: "ZeroPadding1D",
    config: { padding: [1, 2] },
    shape: [3, 2],
    expected: ([x]) => flat(cut(rows(x), [0, -1], [1, 6])),
  },
  {
    layer: "ZeroPadding3D",
    config: { padding: [[1, 0], [0, 1], [1, 1]] },
    shape: [1, 2, 2, 2],
    expected: ([x]) =>
      generate(
        [x.shape[0]!, 2, 3, 4, 2],
        ([n, d, r, c, k]) => valueOr(x, [n!, d! - 1, r!, c! - 1, k!], 0),
      ),
  },
  {
    layer: "Cropping2D",
    config: { cropping: [[1, 0], [0, 2]], data_format: "channels_first" },
    shape: [2, 4, 5],
    expected: ([x]) => toFirst(cut(toLast(x), [1, 0], [3, 3])),
  },
  {
    layer: "Cropping1D",
    config: { cropping: [1, 2] },
    shape: [6, 2],
    expected: ([x]) => flat(cut(rows(x), [0, 1], [1, 3])),
  },
  {
    layer: "Cropping3D",
    config: { cropping: [[0, 1], [1, 0], [1, 1]] },
    shape: [2, 3, 4, 2],
    expected: ([x]) =>
      generate(
        [x.shape[0]!, 1, 2, 2, 2],
        ([n, d, r, c, k]) => valueAt(x, [n!, d!, r! + 1, c! + 1, k!]),
      ),
  },
  {
    layer: "Flatten",
    config: { data_format: "channels_first" },
    shape: [2, 3, 4],
    expected: ([x]) => reshaped(toLast(x), [24]),
  },
  {
    layer: "Reshape",
    config: { target_shape: [-1, 6] },
    shape: [2, 3, 4],
    expected: ([x]) => reshaped(x, [4, 6]),
  },
  {
    layer: "Permute",
    config: { dims: [3, 1, 2] },
    shape: [2, 3, 4],
    expected: ([x]) => toFirst(x),
  },
  {
    layer: "RepeatVector",
    config: { n: 3 },
    shape: [4],
    expected: ([x]) =>
      generate([x.shape[0]!, 3, 4], ([n, , k]) => valueAt(x, [n!, k!])),
  },
];
