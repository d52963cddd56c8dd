import { f32Bits } from "../../engine/mod.ts";

/** The words of a job, as `job.as` explains them. */
const FIELDS = [
  "input",
  "images",
  "inHeight",
  "inWidth",
  "inChannels",
  "groups",
  "run",
  "columns",
  "filter",
  "depth",
  "isGathered",
  "output",
  "outHeight",
  "outWidth",
  "outChannels",
  "height",
  "width",
  "top",
  "left",
  "stepY",
  "stepX",
  "y",
  "x",
  "strideY",
  "strideX",
  "tapsY",
  "tapsX",
  "tapStepY",
  "tapStepX",
  "firstUnit",
  "blockRows",
  "blockPanels",
  "bias",
  "activation",
  "alpha",
  "slopes",
  "low",
  "high",
  "scale",
  "shift",
  "residual",
] as const;

const FLOATS: ReadonlySet<string> = new Set(["low", "high"]);

/** A job of `conv2d.convolve`. */
export type Job = { readonly [Field in typeof FIELDS[number]]: number };

/** Number of words of a job. */
export const JOB_WORDS = FIELDS.length;

/** A job as the 32-bit words that the kernel reads. */
export function jobWords(job: Job): number[] {
  return FIELDS.map((field) =>
    FLOATS.has(field) ? f32Bits(job[field]) : job[field]
  );
}

/** Scratch memory of a unit, as `scratch.as` divides it. */
export function scratchBytesOf(job: Job): number {
  const { blockRows, blockPanels, run, depth, isGathered } = job;
  const taps = isGathered ? 1 : job.tapsY * job.tapsX;
  return 64 + aligned(Math.max(run, 8) * 4) + blockPanels * 32 + 128 +
    blockRows * 40 + aligned(blockRows * taps * 4) +
    (isGathered ? blockRows * depth * 4 + 16 : 0);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
