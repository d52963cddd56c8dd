import type * as tf from "@tensorflow/tfjs";
import { f32Bits } from "../../engine/f32_bits.ts";
import type { KernelCall } from "../../engine/engine_kernel.ts";
import { channelMap } from "./channel_map.ts";
import { factorWords, requireFactor } from "./factor.ts";
import { finish } from "./finish.ts";
import { aligned, places } from "./places.ts";

/** What is taken of every term; a map is the sum of it over channels. */
export type TermMagnitude =
  | "absolute"
  | "positive"
  | "negative"
  | "signed"
  | "square";

/**
 * How the magnitudes are rescaled before the sum: not at all, to 0…1 over each
 * channel's map, each image's site or the whole batch, or by the greatest one.
 */
export type TermRescale = "none" | "channel" | "layer" | "batch" | "max";

/** The tensors of {@linkcode term}. */
export interface TermInputs extends tf.NamedTensorInfoMap {
  /** The gradient by the site's output, `[N, h, w, C]`. */
  readonly g: tf.TensorInfo;
  /** The bias: a number, one per channel or one per neuron. */
  readonly factor: tf.TensorInfo;
}

/** The attributes of {@linkcode term}. */
export interface TermAttributes {
  /** The maps that are wanted. */
  readonly maps: readonly TermMagnitude[];
  readonly rescale: TermRescale;
  /** What is added to the range that a rescaling divides by. */
  readonly epsilon: number;
}

/** The launches of one term, in words that they share. */
export interface TermLayout {
  readonly images: number;
  readonly pixels: number;
  readonly channels: number;
  readonly unitPixels: number;
  readonly unitsPerImage: number;
  /** The arguments that all passes over the gradient begin with. */
  readonly words: readonly number[];
}

/** Elements of a unit: 64 KiB of gradient, some 20 µs. */
const UNIT_ELEMENTS = 16384;

/** max(p t, q t) is the magnitude, squared for the last. */
const SLOPES: {
  readonly [M in TermMagnitude]: readonly [p: number, q: number];
} = {
  absolute: [1, -1],
  positive: [1, 0],
  negative: [-1, 0],
  signed: [1, 1],
  square: [1, 1],
};

/** Words that `term` and `channelMap` leave per unit, in bytes. */
const STAT_BYTES = 64;

/**
 * The sums `[N]` and absolute sums `[N]` of a site's terms t = g · factor, and
 * maps `[N, h, w]` of them.
 */
export function term(
  { inputs, attrs, backend }: KernelCall<TermInputs, TermAttributes>,
): tf.TensorInfo[] {
  const { g, factor } = inputs;
  const [images, height, width, channels] = g.shape as [
    number,
    number,
    number,
    number,
  ];
  const { maps, rescale } = attrs;
  requireOneMap(attrs);
  requireFactor(factor, g.shape);
  const sums = backend.makeOutput([images], "float32");
  const absolute = backend.makeOutput([images], "float32");
  const written = maps.map(() =>
    backend.makeOutput([images, height, width], "float32")
  );
  const outputs = [sums, absolute, ...written];
  const pixels = height * width;
  if (images * pixels * channels === 0) {
    for (const output of outputs) backend.typedArrayFromHeap(output).fill(0);
    return outputs;
  }

  const unitPixels = Math.max(1, Math.floor(UNIT_ELEMENTS / channels));
  const unitsPerImage = Math.ceil(pixels / unitPixels);
  const units = images * unitsPerImage;
  const perChannel = rescale === "channel" && maps.length > 0;
  const needsSquares = maps.includes("square") && !perChannel;
  const bytes = [
    images * pixels * 16,
    needsSquares ? images * pixels * 8 : 0,
    units * STAT_BYTES,
    perChannel ? units * channels * 8 : 0,
    channels * 4,
  ];
  const total = bytes.reduce((sum, size) => sum + aligned(size), 0);
  backend.withWorkspace(total, (workspace) => {
    const [sumsAt, squaresAt, stats, limits, row] = places(workspace, bytes);
    const factors = factorWords(backend, factor, g.shape, row!);
    const [p, q] = SLOPES[maps[0] ?? "absolute"];
    const words = [
      backend.address(g),
      ...factors,
      pixels,
      channels,
      unitPixels,
      unitsPerImage,
      f32Bits(p),
      f32Bits(q),
      maps[0] === "square" ? 1 : 0,
    ];
    const layout = {
      images,
      pixels,
      channels,
      unitPixels,
      unitsPerImage,
      words,
    };
    backend.launch({
      operation: "bias_term",
      function: "term",
      args: [
        ...words,
        sumsAt!,
        needsSquares ? squaresAt! : 0,
        stats!,
        perChannel ? limits! : 0,
      ],
      units,
      // Up to here, waking the other threads costs more than it gives.
      ...units <= 2 && { chunk: units },
    });
    finish(backend, layout, attrs, {
      sums: sumsAt!,
      squares: squaresAt!,
      stats: stats!,
    }, {
      sums,
      absolute,
      maps: perChannel ? [] : written,
    });
    if (perChannel) {
      channelMap(backend, layout, limits!, attrs.epsilon, written[0]!);
    }
  });
  return outputs;
}

function requireOneMap({ maps, rescale }: TermAttributes): void {
  if (rescale !== "channel" || maps.length <= 1) return;
  throw new RangeError(
    `Cannot rescale over channels as there must be one map at a time: current value is ${maps}`,
  );
}
