import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import { Activation } from "../activation/args.ts";
import { type FusedArgs, NOTHING_FUSED } from "../activation/activation.ts";
import { convolveArgs, job } from "./args.ts";
import { divide, type Job, scratchBytesOf, unitsOf } from "./blocks.ts";
import type { Geometry } from "./geometry.ts";
import { packFilter } from "./pack_filter.ts";
import { type AxisTaps, forwardTaps, gradientTaps } from "./taps.ts";

/** What one or more jobs read and write. */
interface Convolution {
  /** Source of the sums, [images, height, width, channels]. */
  readonly source: tf.TensorInfo;
  /** Filter, as tfjs has it. */
  readonly filter: tf.TensorInfo;
  /** Whether sums go over filters rather than channels. */
  readonly isTransposed: boolean;
  /** Factors of the filters, if so. */
  readonly factors?: tf.TensorInfo | undefined;
  /** Number of groups. */
  readonly groups: number;
  /** Output, [images, height, width, channels]. */
  readonly output: tf.TensorInfo;
  /** Taps of each job. */
  readonly jobs: readonly (readonly [y: AxisTaps, x: AxisTaps])[];
  /** What is done to the sums. */
  readonly steps: Steps;
}

/** What is done to the sums before they are written. */
export interface Steps {
  /** Bias and activation. */
  readonly fused?: FusedArgs | undefined;
  /** Factors of the sums, per channel, before the bias is added. */
  readonly scale?: tf.TensorInfo | undefined;
  /** Added before the activation, of the output's shape. */
  readonly residual?: tf.TensorInfo | undefined;
  /** What the output is 0 where it is not above 0, of its shape. */
  readonly mask?: tf.TensorInfo | undefined;
}

/** What is done on the way from a gradient by the output to that by the input. */
export interface GradientSteps extends Pick<Steps, "residual" | "mask"> {
  /** Factors of the gradient by the output, per channel. */
  readonly scale?: tf.TensorInfo | undefined;
}

/** A convolution by its definition. */
export function directForward(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  { images, groups, outChannels, y: rows, x: columns }: Geometry,
  steps: Steps,
): tf.TensorInfo {
  const output = backend.makeOutput(
    [images, rows.out, columns.out, outChannels],
    "float32",
  );
  convolve(backend, {
    source: x,
    filter,
    isTransposed: false,
    groups,
    output,
    jobs: [[forwardTaps(rows), forwardTaps(columns)]],
    steps,
  });
  return output;
}

/**
 * The gradient of a convolution for its input, from `dy`, that for its output.
 * Each phase of the input modulo the stride is a convolution of its own with
 * the taps that meet it, so that no zeros are multiplied.
 */
export function directInputGradient(
  backend: FullgradBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  { images, groups, inChannels, y: rows, x: columns }: Geometry,
  { scale, ...steps }: GradientSteps = {},
): tf.TensorInfo {
  const output = backend.makeOutput(
    [images, rows.in, columns.in, inChannels],
    "float32",
  );
  convolve(backend, {
    source: dy,
    filter,
    isTransposed: true,
    factors: scale,
    groups,
    output,
    jobs: gradientTaps(rows).flatMap((y) =>
      gradientTaps(columns).map((x) => [y, x] as const)
    ),
    steps,
  });
  return output;
}

/** Channels from which on it is better to read taps where they lie. */
const MANY = 16;

/** Bounds of the activations that are bounds, by their number. */
const BOUNDS: ReadonlyMap<number, readonly [low: number, high: number]> =
  new Map([
    [Activation.relu, [0, Infinity]],
    [Activation.relu6, [0, 6]],
  ]);

/** Computes the jobs of a convolution in one launch. */
function convolve(
  backend: FullgradBackend,
  convolution: Convolution,
): void {
  const jobs: Job[] = [];
  let [units, scratchBytes] = [0, 0];
  for (const [y, x] of convolution.jobs) {
    const next = jobOf(backend, convolution, y, x, units);
    units += unitsOf(next);
    scratchBytes = Math.max(scratchBytes, scratchBytesOf(next));
    jobs.push(next);
  }
  if (units === 0) return;
  const packed = jobs.flatMap((values) => job.pack(values));
  backend.withWorkspace(4 * packed.length, (address) => {
    const { buffer } = backend.wasm.HEAPU8;
    new Int32Array(buffer, address, packed.length).set(packed);
    backend.launch({
      operation: "conv2d",
      function: "convolve",
      args: convolveArgs.pack({ jobs: address, count: jobs.length }),
      units,
      chunk: 1,
      scratchBytes,
    });
  });
}

function jobOf(
  backend: FullgradBackend,
  convolution: Convolution,
  y: AxisTaps,
  x: AxisTaps,
  firstUnit: number,
): Job {
  const { source, filter, isTransposed, factors, groups, output, steps } =
    convolution;
  const [images = 0, inHeight = 0, inWidth = 0, inChannels = 0] = source.shape;
  const [, outHeight = 0, outWidth = 0, outChannels = 0] = output.shape;
  const run = inChannels / groups;
  const columns = outChannels / groups;
  const taps = y.taps * x.taps;
  const isGathered = run < MANY || taps === 0;
  const depth = isGathered
    ? Math.max(8, Math.ceil(taps * run / 8) * 8)
    : taps * run;
  const positions = images * y.length * x.length;
  const { scale, residual, mask, fused = NOTHING_FUSED } = steps;
  const [low, high] = BOUNDS.get(Number(fused.activation)) ??
    [-Infinity, Infinity];
  return {
    input: backend.address(source),
    images,
    inHeight,
    inWidth,
    inChannels,
    groups,
    run,
    columns,
    filter: packFilter(backend, filter, {
      y,
      x,
      isTransposed,
      groups,
      run,
      columns,
      depth,
    }, factors),
    depth,
    isGathered,
    output: backend.address(output),
    outHeight,
    outWidth,
    outChannels,
    height: y.length,
    width: x.length,
    top: y.first,
    left: x.first,
    stepY: y.step,
    stepX: x.step,
    y: y.source,
    x: x.source,
    strideY: y.stride,
    strideX: x.stride,
    tapsY: y.taps,
    tapsX: x.taps,
    tapStepY: y.sourceStep,
    tapStepX: x.sourceStep,
    firstUnit,
    ...divide(positions, columns, depth, groups),
    ...fused,
    bias: scale ? 0 : fused.bias,
    low,
    high,
    scale: scale ? backend.address(scale) : 0,
    shift: scale ? fused.bias : 0,
    residual: residual ? backend.address(residual) : 0,
    mask: mask ? backend.address(mask) : 0,
  };
}
