import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import { divide, unitsOf } from "./blocks.ts";
import { type Job, JOB_WORDS, jobWords, scratchBytesOf } from "./job.ts";
import { packFilter } from "./pack_filter.ts";
import type { AxisTaps } from "./taps.ts";

/** What one or more jobs read and write. */
export interface Convolution {
  /** Source of the sums, [images, height, width, channels]. */
  readonly source: tf.TensorInfo;
  /** Filter, as tfjs has it. */
  readonly filter: tf.TensorInfo;
  /** Whether sums go over filters rather than channels. */
  readonly isTransposed: boolean;
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
  /** Bias, activation, alpha and slopes as `fusedWords` gives them. */
  readonly fused?: readonly number[] | undefined;
  /** Factors of the sums, per channel, before the bias is added. */
  readonly scale?: tf.TensorInfo | undefined;
  /** Added before the activation, of the output's shape. */
  readonly residual?: tf.TensorInfo | undefined;
}

/** Channels from which on it is better to read taps where they lie. */
const MANY = 16;

/** Bounds of the activations that are bounds, by their number. */
const BOUNDS: readonly (readonly [low: number, high: number] | undefined)[] = [
  undefined,
  [0, Infinity],
  [0, 6],
];

/** Computes the jobs of a convolution in one launch. */
export function convolve(
  backend: FullgradBackend,
  convolution: Convolution,
): void {
  const jobs: Job[] = [];
  let [units, scratchBytes] = [0, 0];
  for (const [y, x] of convolution.jobs) {
    const job = jobOf(backend, convolution, y, x, units);
    units += unitsOf(job);
    scratchBytes = Math.max(scratchBytes, scratchBytesOf(job));
    jobs.push(job);
  }
  if (units === 0) return;
  const length = JOB_WORDS * jobs.length;
  backend.withWorkspace(4 * length, (address) => {
    const words = new Int32Array(backend.wasm.HEAPU8.buffer, address, length);
    words.set(jobs.flatMap(jobWords));
    backend.launch({
      operation: "conv2d",
      function: "convolve",
      args: [address, jobs.length],
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
  const { source, filter, isTransposed, groups, output, steps } = convolution;
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
  const [bias = 0, activation = 0, alpha = 0, slopes = 0] = steps.fused ?? [];
  const bounds = BOUNDS[activation];
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
    }),
    depth,
    isGathered: Number(isGathered),
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
    bias: steps.scale ? 0 : bias,
    activation,
    alpha,
    slopes,
    low: bounds?.[0] ?? -Infinity,
    high: bounds?.[1] ?? Infinity,
    scale: steps.scale ? backend.address(steps.scale) : 0,
    shift: steps.scale ? bias : 0,
    residual: steps.residual ? backend.address(steps.residual) : 0,
  };
}
