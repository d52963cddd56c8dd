import type {
  TermMagnitude,
  TermRescale,
} from "../../../../lib/backend/kernels/bias_term/args.ts";
import { resize } from "../resize/reference.ts";

/** A term, all in plain arrays. */
export interface TermCase {
  readonly images: number;
  readonly size: readonly [height: number, width: number];
  readonly channels: number;
  readonly factor: "scalar" | "channel" | "neuron";
  readonly magnitude: TermMagnitude;
  readonly rescale: TermRescale;
}

/** What {@linkcode biasTerm} works on. */
export interface TermValues {
  readonly g: Float32Array;
  readonly factor: Float32Array;
}

/** What the kernel computes, by plain loops in float64. */
export function biasTerm(
  shape: TermCase,
  { g, factor }: TermValues,
  epsilon: number,
): {
  readonly sums: number[];
  readonly absolute: number[];
  readonly map: Float64Array;
} {
  const { images, size: [height, width], channels } = shape;
  const pixels = height * width;
  const terms = g.map((value, i) =>
    // Terms are float32, whatever they are added up in.
    Math.fround(value * factorOf(shape, factor, i))
  );
  const magnitudes = terms.map((t) => magnitudeOf(shape.magnitude, t));
  const map = new Float64Array(images * pixels);
  const groups = Map.groupBy(
    magnitudes.keys(),
    (i) => groupOf(shape, i),
  );
  for (const members of groups.values()) {
    let [low, high] = [Infinity, -Infinity];
    for (const i of members) {
      low = Math.min(low, magnitudes[i]!);
      high = Math.max(high, magnitudes[i]!);
    }
    const rescaled = rescaling(shape.rescale, low, high, epsilon);
    for (const i of members) {
      map[Math.floor(i / channels)]! += rescaled(magnitudes[i]!);
    }
  }
  const perImage = (value: (t: number) => number) =>
    Array.from(
      { length: images },
      (_, n) =>
        terms.subarray(n * pixels * channels, (n + 1) * pixels * channels)
          .reduce((sum, t) => sum + value(t), 0),
    );
  return {
    sums: perImage((t) => t),
    absolute: perImage(Math.abs),
    map,
  };
}

function rescaling(
  rescale: TermRescale,
  low: number,
  high: number,
  epsilon: number,
): (m: number) => number {
  if (rescale === "none") return (m) => m;
  const most = Math.max(Math.abs(low), Math.abs(high));
  if (rescale === "max") return (m) => m / (most || 1);
  const range = high - low + epsilon;
  return (m) => range === 0 ? 0 : (m - low) / range;
}

/** Which of the values that are rescaled together element `i` belongs to. */
function groupOf(
  { rescale, size, channels }: TermCase,
  i: number,
): number {
  const image = Math.floor(i / (size[0] * size[1] * channels));
  if (rescale === "batch") return 0;
  return rescale === "channel" ? image * channels + i % channels : image;
}

function factorOf(
  { factor, channels }: TermCase,
  values: Float32Array,
  i: number,
): number {
  return {
    scalar: values[0]!,
    channel: values[i % channels]!,
    neuron: values[i]!,
  }[factor];
}

function magnitudeOf(magnitude: TermMagnitude, t: number): number {
  switch (magnitude) {
    case "absolute":
      return Math.abs(t);
    case "positive":
      return Math.max(t, 0);
    case "negative":
      return Math.max(-t, 0);
    case "signed":
      return t;
    case "square":
      return Math.fround(t * t);
  }
}

/** A bilinear resizing of one map, added to another. */
export function upsampleAdd(
  map: Float32Array,
  from: readonly [number, number],
  before: Float32Array,
  to: readonly [number, number],
  alignCorners: boolean,
): Float64Array {
  const resized = resize(
    {
      images: 1,
      from,
      to,
      channels: 1,
      alignCorners,
      halfPixelCenters: !alignCorners,
    },
    "linear",
    map,
  );
  return resized.map((value, i) => value + before[i]!);
}
