import { Job } from "./args";

/** How a unit lays out its scratch memory; `job.ts` knows the size. */
@unmanaged
export class Scratch {
  /** Zeros, for taps outside of the image. */
  zeros: usize;
  /** Output of the rows that fill up the last tile. */
  spill: usize;
  /** First sums, factors and terms of the last panel of a group, 8 floats. */
  edgeStart: usize;
  edgeScale: usize;
  edgeShift: usize;
  /** How a tile ends, a `TileEnd`. */
  tileEnd: usize;
  /** Sums of the last panel of a group, 8 floats a row. */
  edge: usize;
  /** Addresses of the rows of each tile and tap, of its outputs, and in `edge`. */
  inputs: usize;
  outputs: usize;
  edgeOutputs: usize;
  /** Rows of gathered taps. */
  gathered: usize;
  /** Eight bytes that nobody reads. */
  sink: usize;
}

const HEADER: usize = 64;

/** Divides the memory at `at`. */
export function layOutScratch(at: usize, job: Job): Scratch {
  const scratch = changetype<Scratch>(at);
  const rows = <usize>job.blockRows;
  const taps = <usize>(job.isGathered ? 1 : job.tapsY * job.tapsX);
  scratch.sink = at + HEADER - 8;
  at += HEADER;
  scratch.zeros = at;
  at += aligned(<usize>max(job.run, 8) * 4);
  scratch.spill = at;
  at += <usize>job.blockPanels * 32;
  scratch.edgeStart = at;
  at += 32;
  scratch.edgeScale = at;
  at += 32;
  scratch.edgeShift = at;
  at += 32;
  scratch.tileEnd = at;
  at += 32;
  scratch.edge = at;
  at += rows * 32;
  scratch.outputs = at;
  at += rows * 4;
  scratch.edgeOutputs = at;
  at += rows * 4;
  scratch.inputs = at;
  at += aligned(rows * taps * 4);
  scratch.gathered = at;
  memory.fill(scratch.zeros, 0, <usize>max(job.run, 8) * 4);
  return scratch;
}

function aligned(bytes: usize): usize {
  return (bytes + 63) & ~63;
}
