import { DEPTH } from "../matmul/args";
import { multiplyBlock, PACKED_B, SCRATCH } from "../matmul/block";
import { packEight, packSix } from "../matmul/pack";
import { FilterGradientArgs } from "./args";
export { addSlices } from "../simd/add_slices";

/**
 * dFilter = patchesᵀ · dy, summed over positions (image, output row, output
 * column). The filter is cut into runs that lie together in the input: a row of
 * taps with all channels or, where columns are dilated, a tap.
 *
 * A unit is a block of numbers of a run by a block of output channels, for a
 * slice of the positions. Slices have a result each, to be added by
 * `addSlices`.
 */
export function filterGradient(args: FilterGradientArgs, first: i32, last: i32, scratch: usize): void {
  const dy = args.dy, results = args.results;
  const outChannels = args.outChannels, positions = args.positions;
  const runs = args.runs, runLength = args.runLength;
  const rowBlocks = args.rowBlocks, rows = args.rows;
  const columnBlocks = args.columnBlocks, columns = args.columns;
  const slices = args.slices, sliceLength = args.sliceLength;
  const size = outChannels << 2;

  for (let unit = first; unit < last; unit++) {
    const slice = unit % slices;
    let rest = unit / slices;
    const column = rest % columnBlocks * columns;
    rest /= columnBlocks;
    const row = rest % rowBlocks * rows;
    const run = rest / rowBlocks;
    const height = min(rows, runLength - row), width = min(columns, outChannels - column);
    const c = results + ((slice * runs + run) * runLength + row) * size + (column << 2);
    const from = slice * sliceLength, to = min(from + sliceLength, positions);
    // Few rows do not pay for packing; far steps would miss the cache.
    const isDirect = height <= 24 && size <= 1024 && (width & 7) == 0;
    if (from >= to) {
      for (let i = 0; i < height; i++) memory.fill(c + i * size, 0, width << 2);
    }
    for (let at = from; at < to; at += DEPTH) {
      const depth = min(DEPTH, to - at);
      packPatches(args, run, row, height, at, depth, scratch);
      const b = dy + at * size + (column << 2);
      if (isDirect) {
        multiplyBlock(scratch, b, size, 32, depth, c, size, height, width, at > from);
      } else {
        packEight(b, size, depth, width, scratch + PACKED_B, depth);
        multiplyBlock(scratch, scratch + PACKED_B, 32, depth << 5, depth, c, size, height, width, at > from);
      }
    }
  }
}

/**
 * Packs numbers `row` to `row + height` of a run, as it lies under the filter
 * at `depth` positions from `from` on. Outside of the input they are 0.
 */
function packPatches(args: FilterGradientArgs, run: i32, row: i32, height: i32, from: i32, depth: i32, scratch: usize): void {
  const x = args.x;
  const inHeight = args.inHeight, inWidth = args.inWidth, channels = args.channels;
  const outHeight = args.outHeight, outWidth = args.outWidth;
  const strideY = args.strideY, strideX = args.strideX;
  const dilationY = args.dilationY, dilationX = args.dilationX;
  const padTop = args.padTop, padLeft = args.padLeft;
  const runsAcross = args.runsAcross, runTaps = args.runTaps;
  const ky = run / runsAcross;
  const offset = (run - ky * runsAcross) * dilationX - padLeft;
  // Output columns from `inner` to `outer` have the whole run in the input.
  const inner = offset < 0 ? (-offset + strideX - 1) / strideX : 0;
  const room = inWidth - runTaps - offset;
  const outer = room < 0 ? 0 : min(room / strideX + 1, outWidth);
  const line = scratch + SCRATCH;

  for (let k = 0; k < depth;) {
    const position = from + k;
    const outRow = position / outWidth;
    const ox = position - outRow * outWidth;
    const image = outRow / outHeight;
    const y = (outRow - image * outHeight) * strideY + ky * dilationY - padTop;
    const isInside = y >= 0 && y < inHeight;
    const source = x + (((image * inHeight + y) * inWidth + ox * strideX + offset) * channels + row << 2);
    let count = 1;
    if (isInside && ox >= inner && ox < outer) {
      count = min(outer - ox, depth - k);
      packSix(source, strideX * channels << 2, count, height, scratch + k * 24, depth);
    } else {
      memory.fill(line, 0, height << 2);
      if (isInside) copyInside(source, line, row, height, ox * strideX + offset, inWidth, channels);
      packSix(line, 0, 1, height, scratch + k * 24, depth);
    }
    k += count;
  }
}

/** Copies what lies in the input of a run that starts at column `start`. */
function copyInside(
  source: usize, line: usize, row: i32, height: i32, start: i32, inWidth: i32, channels: i32,
): void {
  const from = max(row, -start * channels), to = min(row + height, (inWidth - start) * channels);
  if (from < to) memory.copy(line + (from - row << 2), source + (from - row << 2), to - from << 2);
}
