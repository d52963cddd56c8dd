import type { Resampling } from "../../../graph/graph_node.ts";

/** How a value between others is made of them, as TensorFlow calls it. */
export type Interpolation =
  | "nearest"
  | "bilinear"
  | "bicubic"
  | "lanczos3"
  | "lanczos5"
  | "area"
  | "gaussian"
  | "mitchellcubic";

/** All of them. */
export const INTERPOLATIONS: readonly Interpolation[] = [
  "nearest",
  "bilinear",
  "bicubic",
  "lanczos3",
  "lanczos5",
  "area",
  "gaussian",
  "mitchellcubic",
];

/**
 * How one axis is resized by `tf.image.resize`, with half-pixel centers: value i
 * of the result lies at `(i + ½) · from / to − ½` among the values of the input.
 *
 * @param antialias Whether a kernel is as much wider as the axis gets shorter.
 */
export function resampling(
  interpolation: Interpolation,
  from: number,
  to: number,
  antialias: boolean,
): Resampling {
  const matrix = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const row = matrix.subarray(i * from, (i + 1) * from);
    if (interpolation === "nearest") fillNearest(row, i, to);
    else if (interpolation === "area") fillArea(row, i, to);
    else fillKernel(row, i, to, KERNELS[interpolation], antialias);
  }
  return { from, to, matrix };
}

/** A function of the distance to a value, with the distance where it ends. */
interface Kernel {
  readonly radius: number;
  readonly weight: (distance: number) => number;
}

const KERNELS: {
  readonly [name in Exclude<Interpolation, "nearest" | "area">]: Kernel;
} = {
  bilinear: { radius: 1, weight: (x) => 1 - x },
  // Keys 1981, a = −½.
  bicubic: {
    radius: 2,
    weight: (x) =>
      x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2,
  },
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
  gaussian: { radius: 1.5, weight: (x) => Math.exp(-2 * x * x) },
  mitchellcubic: {
    radius: 2,
    weight: (x) =>
      x < 1
        ? (7 / 6 * x - 2) * x * x + 8 / 9
        : ((-7 / 18 * x + 2) * x - 10 / 3) * x + 16 / 9,
  },
};

function lanczos(radius: number): Kernel {
  const sinc = (x: number) =>
    x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  return { radius, weight: (x) => sinc(x) * sinc(x / radius) };
}

/** What lies outside has no weight; the rest has 1 in all. */
function fillKernel(
  row: Float32Array,
  i: number,
  to: number,
  { radius, weight }: Kernel,
  antialias: boolean,
): void {
  const from = row.length;
  const center = (i + 0.5) * from / to - 0.5;
  const width = antialias ? Math.max(1, from / to) : 1;
  const start = Math.max(0, Math.ceil(center - radius * width));
  const end = Math.min(from - 1, Math.floor(center + radius * width));
  const weights: number[] = [];
  for (let j = start; j <= end; j++) {
    const distance = Math.abs(j - center) / width;
    weights.push(distance < radius ? weight(distance) : 0);
  }
  const total = weights.reduce((sum, value) => sum + value, 0);
  weights.forEach((value, k) => row[start + k] = value / total);
}

/** In float32, as TensorFlow does: it decides where two are as near. */
function fillNearest(row: Float32Array, i: number, to: number): void {
  const scale = Math.fround(row.length / to);
  const at = Math.floor(Math.fround(Math.fround(i + 0.5) * scale));
  row[Math.min(at, row.length - 1)] = 1;
}

/** The mean over `from / to` values, parts of values included. */
function fillArea(row: Float32Array, i: number, to: number): void {
  const length = row.length / to;
  const [start, end] = [i * length, (i + 1) * length];
  for (let j = Math.floor(start); j < Math.min(end, row.length); j++) {
    const part = Math.min(end, j + 1) - Math.max(start, j);
    row[j] = Math.max(0, part) / length;
  }
}
