import { DEPTH, multiplyBlock, PACKED_B, SCRATCH } from "../matmul/block";
import { packEight, packSix } from "../matmul/pack";
import { sumSlices } from "../simd/sum_slices";
import { address, word } from "../simd/word";

/**
 * dFilter = patchesᵀ · dy, summed over positions (image, output row, output
 * column). The filter is cut into runs that lie together in the input: a row of
 * taps with all channels or, where columns are dilated, a tap.
 *
 * A unit is a block of numbers of a run by a block of output channels, for a
 * slice of the positions. Slices have a result each, to be added by
 * `addSlices`.
 */
export function filterGradient(args: usize, first: i32, last: i32, scratch: usize): void {
  const dy = address(args, 1), results = address(args, 2);
  const outChannels = word(args, 3), positions = word(args, 4);
  const runs = word(args, 5), runLength = word(args, 6);
  const rowBlocks = word(args, 7), rows = word(args, 8);
  const columnBlocks = word(args, 9), columns = word(args, 10);
  const slices = word(args, 11), sliceLength = word(args, 12);
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
function packPatches(args: usize, run: i32, row: i32, height: i32, from: i32, depth: i32, scratch: usize): void {
  const x = address(args, 0);
  const inHeight = word(args, 13), inWidth = word(args, 14), channels = word(args, 15);
  const outHeight = word(args, 16), outWidth = word(args, 17);
  const strideY = word(args, 18), strideX = word(args, 19);
  const dilationY = word(args, 20), dilationX = word(args, 21);
  const padTop = word(args, 22), padLeft = word(args, 23);
  const runsAcross = word(args, 24), runTaps = word(args, 25);
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

/** A unit is 4096 numbers of the filter's gradient. */
export function addSlices(args: usize, first: i32, last: i32, _scratch: usize): void {
  const length = word(args, 3);
  sumSlices(address(args, 0), word(args, 1), length, address(args, 2), first << 12, min(last << 12, length));
}
