import type { FieldValues } from "../../engine/struct.ts";
import type { job } from "./args.ts";

/** The values of a job. */
export type Job =
  & FieldValues<typeof job.fields>
  & Blocks
  & {
    readonly [
      Name in
        | "images"
        | "height"
        | "width"
        | "run"
        | "columns"
        | "groups"
        | "depth"
        | "tapsY"
        | "tapsX"
    ]: number;
  };

/** How a job is divided into work units. */
export interface Blocks {
  /** Positions of a unit, a multiple of 6. */
  readonly blockRows: number;
  /** Panels of 8 columns of a unit. */
  readonly blockPanels: number;
}

/** Multiplications of a unit: about 140 µs. */
const MOST_WORK = 4e6;
/** Less is not worth a thread's while. */
const LEAST_WORK = 4e5;
/** Units that there should be for several threads to end together. */
const UNITS = 32;
/** Positions that use a panel often enough while the first cache has it. */
const ROWS = 96;
/** Positions of which the sums stay in the second cache. */
const MOST_ROWS = 384;

/**
 * Divides sums of `depth` products, for positions × columns in each group, into
 * units. It does not depend on the number of threads, so that results do not.
 */
export function divide(
  positions: number,
  columns: number,
  depth: number,
  groups: number,
): Blocks {
  const panels = Math.ceil(columns / 8);
  const rowWork = Math.max(1, panels * 8 * depth);
  const work = Math.min(
    MOST_WORK,
    Math.max(LEAST_WORK, positions * rowWork * groups / UNITS),
  );
  const wanted = Math.min(MOST_ROWS, Math.max(ROWS, work / rowWork));
  const rowBlocks = Math.max(1, Math.ceil(positions / wanted));
  const blockRows = 6 * Math.max(1, Math.ceil(positions / rowBlocks / 6));
  const panelBlocks = Math.max(1, Math.round(blockRows * rowWork / work));
  const blockPanels = Math.max(1, Math.ceil(panels / panelBlocks));
  return { blockRows, blockPanels };
}

/** Number of units that a job is divided into. */
export function unitsOf(
  { images, height, width, columns, groups, blockRows, blockPanels }: Job,
): number {
  return Math.ceil(images * height * width / blockRows) *
    Math.ceil(Math.ceil(columns / 8) / blockPanels) * groups;
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
