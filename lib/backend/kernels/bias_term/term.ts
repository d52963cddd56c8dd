import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend, KernelCall } from "../../engine/mod.ts";
import {
  BLOCK_TERMS,
  channelMapArgs,
  channelShareArgs,
  STATS,
  termArgs,
  type TermAttributes,
  type TermFunction,
  type TermMagnitude,
} from "./args.ts";
import { finish } from "./finish.ts";

/** The tensors of {@linkcode term}. */
export interface TermInputs extends tf.NamedTensorInfoMap {
  /** The gradient by the site's output, `[N, h, w, C]`. */
  readonly g: tf.TensorInfo;
  /** The bias: a number, one per channel or one per neuron. */
  readonly factor: tf.TensorInfo;
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

/**
 * The sums `[N]` and absolute sums `[N]` of a site's terms t = g · factor, and
 * maps `[N, h, w]` of them.
 */
export function term(
  { inputs: { g, factor }, attrs, backend }: KernelCall<
    TermInputs,
    TermAttributes
  >,
): tf.TensorInfo[] {
  requireFactor(factor, g.shape);
  return summarize(backend, g, factor, attrs);
}

/** What is known of a function, and where its gradient is written. */
export interface OfFunction {
  readonly fn: TermFunction;
  readonly ceiling: number;
  readonly out: tf.TensorInfo;
}

/** The sums and maps of terms; the factor is x, where it is a function's. */
export function summarize(
  backend: FullgradBackend,
  g: tf.TensorInfo,
  factor: tf.TensorInfo,
  attrs: TermAttributes,
  of?: OfFunction,
): tf.TensorInfo[] {
  const [images, height, width, channels] = g.shape as [
    number,
    number,
    number,
    number,
  ];
  const { maps, rescale, epsilon } = attrs;
  requireOneMap(attrs);
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
  const parts = {
    sums: images * pixels * 16,
    squares: needsSquares ? images * pixels * 8 : 0,
    stats: units * STATS * 8,
    limits: perChannel ? units * channels * 8 : 0,
    shares: perChannel ? images * channels * 8 : 0,
    factors: channels * 4,
  };
  withParts(backend, parts, (at) => {
    const [p, q] = SLOPES[maps[0] ?? "absolute"];
    const pass = {
      gradient: backend.address(g),
      ...factorsOf(backend, factor, g.shape, at.factors),
      pixels,
      channels,
      unitPixels,
      unitsPerImage,
      p,
      q,
      squared: maps[0] === "square",
    };
    backend.launch({
      operation: "bias_term",
      function: of ? `${of.fn}Term` : "term",
      args: termArgs.pack({
        ...pass,
        out: of ? backend.address(of.out) : 0,
        ceiling: of?.ceiling ?? 0,
        sums: at.sums,
        squares: needsSquares ? at.squares : 0,
        stats: at.stats,
        limits: perChannel ? at.limits : 0,
      }),
      units,
      scratchBytes: of ? 4 * Math.max(BLOCK_TERMS, channels) + 16 : 0,
      // Up to here, waking the other threads costs more than it gives.
      ...units <= 2 && { chunk: units },
    });
    finish(
      backend,
      {
        sums: at.sums,
        squares: at.squares,
        stats: at.stats,
        images,
        unitsPerImage,
        pixels,
        channels,
        outSum: backend.address(sums),
        outAbsolute: backend.address(absolute),
      },
      attrs,
      perChannel ? [] : written,
    );
    if (!perChannel) return;
    // A second pass over the gradient.
    backend.launch({
      operation: "bias_term",
      function: "channelShare",
      args: channelShareArgs.pack({
        limits: at.limits,
        shares: at.shares,
        unitsPerImage,
        channels,
        epsilon,
      }),
      units: images,
    });
    backend.launch({
      operation: "bias_term",
      function: "channelMap",
      args: channelMapArgs.pack({
        ...pass,
        shares: at.shares,
        map: backend.address(written[0]!),
      }),
      units,
    });
  });
  return outputs;
}

/** Where the factors lie, and the bytes from one pixel's to the next's. */
function factorsOf(
  backend: FullgradBackend,
  factor: tf.TensorInfo,
  shape: readonly number[],
  row: number,
): { readonly factor: number; readonly factorStep: number } {
  const channels = shape.at(-1)!;
  const size = tf.util.sizeFromShape(factor.shape);
  if (size > 1 || channels === 1) {
    return {
      factor: backend.address(factor),
      factorStep: size === channels ? 0 : channels * 4,
    };
  }
  const value = backend.typedArrayFromHeap(factor)[0]!;
  new Float32Array(backend.wasm.HEAPU8.buffer as ArrayBuffer, row, channels)
    .fill(value);
  return { factor: row, factorStep: 0 };
}

/** Calls with the addresses of parts of these sizes, each in lines of the cache. */
function withParts<Name extends string>(
  backend: FullgradBackend,
  bytes: Readonly<Record<Name, number>>,
  use: (at: Readonly<Record<Name, number>>) => void,
): void {
  const sizes = Object.entries<number>(bytes)
    .map(([name, size]) => [name, Math.ceil(size / 64) * 64] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  backend.withWorkspace(total, (workspace) => {
    let at = workspace;
    const places = sizes.map(([name, size]) => {
      at += size;
      return [name, at - size];
    });
    use(Object.fromEntries(places));
  });
}

/**
 * @throws {TypeError} If a factor is not a number, one per channel or one per
 * neuron of a gradient of that shape.
 */
export function requireFactor(
  factor: tf.TensorInfo,
  shape: readonly number[],
): void {
  const size = tf.util.sizeFromShape(factor.shape);
  if (size === 1 || size === shape.at(-1)) return;
  if (String(factor.shape) === String(shape)) return;
  throw new TypeError(
    `Cannot multiply a gradient of shape [${shape}] as the factor must be a number, one per channel or one per neuron: current shape is [${factor.shape}]`,
  );
}

function requireOneMap({ maps, rescale }: TermAttributes): void {
  if (rescale !== "channel" || maps.length <= 1) return;
  throw new RangeError(
    `Cannot rescale over channels as there must be one map at a time: current value is ${maps}`,
  );
}
