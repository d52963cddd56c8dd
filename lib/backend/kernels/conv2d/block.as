import { Activation } from "../activation/args";
import { TileEnd } from "../gemm/args";
import { tileFiveRows, tileRows } from "../gemm/tile_rows";
import { prefetch } from "../simd/prefetch";
import { finishRows } from "./finish_rows";
import { Job } from "./args";
import { countSixes, findRows } from "./rows";
import { layOutScratch, Scratch } from "./scratch";

/** Steps of a sum for which six rows and a panel stay in the first cache. */
const DEPTH: i32 = 512;
/** Rows up to which a panel is used so rarely that its way here shows. */
const FEW_ROWS: i32 = 96;
/** Floats of an image that the second cache does not hold. */
const LARGE: i32 = 1 << 19;

/**
 * Outputs of one group: at the positions first ≤ position < last, in the panels
 * of 8 columns firstPanel ≤ panel < lastPanel.
 */
export function convolveBlock(
  job: Job,
  memory: usize,
  group: i32,
  first: i32,
  last: i32,
  firstPanel: i32,
  lastPanel: i32,
): void {
  const scratch = layOutScratch(memory, job);
  const column = firstPanel * 8;
  const columns = min(lastPanel * 8, job.columns) - column;
  const rows = last - first;
  findRows(job, scratch, group, column, first, last);
  if (columns & 7) startEdge(job, scratch, group);
  const tiles = (rows + 5) / 6;
  // What fills up a tile has no place in other tensors.
  const isWhole = (columns & 7) == 0 && tiles * 5 + countSixes(rows) == rows &&
    job.activation <= Activation.relu6;

  const taps = job.isGathered ? 1 : job.tapsY * job.tapsX;
  const run = job.isGathered ? job.depth : job.run;
  const together = max(1, DEPTH / run);
  const pieces = (run + DEPTH - 1) / DEPTH;
  const piece = (run + pieces * 8 - 1) / (pieces * 8) * 8;
  for (let tap = 0; tap < taps; tap += together) {
    const count = min(together, taps - tap);
    for (let c = 0; c < run; c += piece) {
      const isLast = tap + count == taps && c + piece >= run;
      addTaps(
        job, scratch, group, firstPanel, columns, rows,
        tap, count, c, min(piece, run - c), isLast, isWhole,
      );
    }
  }
  if (columns & 7) storeEdge(scratch, columns & ~7, columns, rows);
  const isMore = job.residual || job.mask;
  if (job.activation > Activation.relu6 || (isMore && !isWhole)) {
    finishRows(job, scratch.outputs, rows, group, column, columns);
  }
}

/** Adds `count` taps from `tap` on of the channels from `c` on. */
function addTaps(
  job: Job,
  scratch: Scratch,
  group: i32,
  firstPanel: i32,
  columns: i32,
  rows: i32,
  tap: i32,
  count: i32,
  c: i32,
  run: i32,
  isLast: bool,
  isWhole: bool,
): void {
  const isFirst = tap + c == 0;
  const taps = job.isGathered ? 1 : job.tapsY * job.tapsX;
  const panelsOfGroup = (job.columns + 7) >> 3;
  const panelBytes = <usize>job.depth * 32;
  // Where taps overlap, most of what a tile reads is near already.
  const isDistant = taps == 1 &&
    job.inHeight * job.inWidth * job.inChannels >= LARGE;
  const channel = <usize>(group * job.columns + firstPanel * 8) * 4;
  let panel = job.filter +
    <usize>(group * panelsOfGroup + firstPanel) * panelBytes +
    <usize>(tap * (job.isGathered ? job.depth : job.run) + c) * 32;
  const tileEnd = changetype<TileEnd>(scratch.tileEnd);
  // A residual is added before the bounds hold.
  const isLater = job.residual && !isWhole;
  tileEnd.low = isLater ? -Infinity : job.low;
  tileEnd.high = isLater ? Infinity : job.high;
  tileEnd.residual = isWhole && job.residual ? job.residual - job.output : 0;
  tileEnd.mask = isWhole && job.mask ? job.mask - job.output : 0;
  const tiles = (rows + 5) / 6, sixes = countSixes(rows);
  for (let column = 0; column < columns; column += 8, panel += panelBytes) {
    const isEdge = column + 8 > columns;
    const at = <usize>column * 4;
    let start: usize = 0;
    if (isFirst) {
      start = job.bias ? job.bias + channel + at : scratch.zeros;
      if (isEdge) start = scratch.edgeStart;
    }
    if (isLast && job.scale) {
      tileEnd.scale = isEdge ? scratch.edgeScale : job.scale + channel + at;
      tileEnd.shift = job.shift ? job.shift + channel + at : scratch.zeros;
      if (isEdge) tileEnd.shift = scratch.edgeShift;
    } else {
      tileEnd.scale = 0;
    }
    if (rows <= FEW_ROWS) {
      prefetch(panel, 1, 0, <usize>(count * run) * 32, scratch.sink);
    }
    let inputs = scratch.inputs + <usize>tap * 24;
    let outputs = isEdge ? scratch.edgeOutputs : scratch.outputs;
    const to = isEdge ? 0 : at;
    const finish = isLast ? scratch.tileEnd : 0;
    for (let tile = 0; tile < tiles; tile++) {
      const addressBytes: usize = tile < sixes ? 24 : 20;
      if (isDistant && column == 0) {
        fetchRows(scratch, inputs, addressBytes, c, run);
      }
      const offset = <usize>c * 4;
      if (tile < sixes) {
        tileRows(
          inputs, count, offset, run, panel, outputs, to, start, finish,
        );
      } else {
        tileFiveRows(
          inputs, count, offset, run, panel, outputs, to, start, finish,
        );
      }
      inputs += <usize>taps * 24;
      outputs += addressBytes;
    }
  }
}

/** Brings the rows at a tile's addresses into the cache. */
function fetchRows(
  scratch: Scratch,
  inputs: usize,
  addressBytes: usize,
  c: i32,
  run: i32,
): void {
  for (const end = inputs + addressBytes; inputs < end; inputs += 4) {
    const row = load<usize>(inputs) + <usize>c * 4;
    prefetch(row, 1, 0, <usize>run * 4, scratch.sink);
  }
}

/** The last panel of a group is summed apart if it has fewer than 8 columns. */
function startEdge(job: Job, scratch: Scratch, group: i32): void {
  const first = job.columns & ~7;
  const channel = <usize>(group * job.columns + first) * 4;
  const count = job.columns - first;
  copyEdge(job.bias, channel, count, scratch.edgeStart);
  copyEdge(job.scale, channel, count, scratch.edgeScale);
  copyEdge(job.shift, channel, count, scratch.edgeShift);
}

/** Copies `count` channels of what is there per channel; the rest is zeros. */
function copyEdge(from: usize, channel: usize, count: i32, to: usize): void {
  for (let i = 0; i < 8; i++) {
    const at = <usize>i * 4;
    const isThere = from && i < count;
    store<f32>(to + at, isThere ? load<f32>(from + channel + at) : 0);
  }
}

function storeEdge(
  scratch: Scratch,
  first: i32,
  last: i32,
  rows: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const output = load<usize>(scratch.outputs + <usize>row * 4);
    const edge = load<usize>(scratch.edgeOutputs + <usize>row * 4);
    for (let i = first; i < last; i++) {
      const value = load<f32>(edge + <usize>(i - first) * 4);
      store<f32>(output + <usize>i * 4, value);
    }
  }
}
