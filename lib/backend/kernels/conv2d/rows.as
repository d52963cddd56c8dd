import { Job } from "./args";
import { Scratch } from "./scratch";

/**
 * How many of the tiles of `rows` rows have six; the others have five, so that
 * as few as possible are multiplied for nothing.
 */
export function countSixes(rows: i32): i32 {
  return max(0, rows - (rows + 5) / 6 * 5);
}

/**
 * Fills in where the rows of a unit are: for each position, in tiles of six and
 * then of five, the input of every tap and the output, at `column` of the group. Positions
 * from `last` on, which fill up the last tile, read zeros and write to where
 * nobody looks.
 */
export function findRows(
  job: Job,
  scratch: Scratch,
  group: i32,
  column: i32,
  first: i32,
  last: i32,
): void {
  const area = job.height * job.width;
  let image = first / area;
  let i = (first - image * area) / job.width;
  let j = first - image * area - i * job.width;
  const channels = <usize>group * job.run * 4;
  const taps = job.tapsY * job.tapsX;
  const sixes = countSixes(last - first);
  const rows = sixes * 6 + ((last - first + 5) / 6 - sixes) * 5;
  let tile = 0, lane = 0;
  for (let row = 0; row < rows; row++) {
    const word = <usize>row * 4;
    const isReal = first + row < last;
    store<usize>(scratch.edgeOutputs + word, scratch.edge + word * 8);
    store<usize>(
      scratch.outputs + word,
      isReal ? outputOf(job, group, column, image, i, j) : scratch.spill,
    );
    if (job.isGathered) {
      const at = scratch.gathered + word * job.depth;
      store<usize>(scratch.inputs + <usize>(tile * 6 + lane) * 4, at);
      if (isReal) gather(job, at, channels, image, i, j);
      else clear(at, <usize>job.depth * 4);
    } else {
      const at = scratch.inputs + <usize>(tile * taps * 6 + lane) * 4;
      if (isReal) findTaps(job, at, scratch.zeros, channels, image, i, j);
      else spreadZeros(at, scratch.zeros, taps);
    }
    if (++lane == (tile < sixes ? 6 : 5)) {
      lane = 0;
      tile++;
    }
    if (++j == job.width) {
      j = 0;
      if (++i == job.height) {
        i = 0;
        image++;
      }
    }
  }
}

function outputOf(
  job: Job,
  group: i32,
  column: i32,
  image: i32,
  i: i32,
  j: i32,
): usize {
  const row = image * job.outHeight + job.top + i * job.stepY;
  const position = row * job.outWidth + job.left + j * job.stepX;
  return job.output +
    <usize>(position * job.outChannels + group * job.columns + column) * 4;
}

function spreadZeros(at: usize, zeros: usize, taps: i32): void {
  for (; taps > 0; taps--, at += 24) store<usize>(at, zeros);
}

/** The addresses of the taps of a position, six words apart. */
function findTaps(
  job: Job,
  at: usize,
  zeros: usize,
  channels: usize,
  image: i32,
  i: i32,
  j: i32,
): void {
  const pixel = <usize>job.inChannels * 4;
  const stepX = job.tapStepX, width = job.inWidth;
  const firstX = j * job.strideX + job.x;
  let y = i * job.strideY + job.y;
  for (let u = job.tapsY; u > 0; u--, y += job.tapStepY) {
    const line = job.input + channels +
      <usize>(image * job.inHeight + y) * width * pixel;
    const isInside = <u32>y < <u32>job.inHeight;
    for (let v = job.tapsX, x = firstX; v > 0; v--, x += stepX, at += 24) {
      const source = isInside && <u32>x < <u32>width
        ? line + <usize>x * pixel
        : zeros;
      store<usize>(at, source);
    }
  }
}

/**
 * Copies the taps of a position together, `job.depth` floats at `at`, zeros
 * after the last tap included; `channels` are the bytes before its group's.
 */
function gather(
  job: Job,
  at: usize,
  channels: usize,
  image: i32,
  i: i32,
  j: i32,
): void {
  const pixel = <usize>job.inChannels * 4;
  const run = <usize>job.run * 4;
  const line = <usize>job.inWidth * pixel;
  const end = at + <usize>job.depth * 4;
  const firstX = j * job.strideX + job.x;
  const firstY = i * job.strideY + job.y;
  let source = job.input + channels +
    <usize>(image * job.inHeight + firstY) * line + <usize>firstX * pixel;
  if (job.tapStepX == 1 && run == pixel && areInside(job, firstX, firstY)) {
    // The taps of a row lie together: one copy, which writes up to 12 bytes
    // more, before what comes there.
    const stepY = <usize>job.tapStepY * line;
    for (let u = job.tapsY; u > 0; u--, source += stepY) {
      const next = at + run * job.tapsX;
      for (let from = source; at < next; at += 16, from += 16) {
        v128.store(at, v128.load(from));
      }
      at = next;
    }
    clear(at, end - at);
    return;
  }
  for (let u = 0; u < job.tapsY; u++) {
    const y = firstY + u * job.tapStepY;
    for (let v = 0; v < job.tapsX; v++, at += run) {
      const x = firstX + v * job.tapStepX;
      if (<u32>y < <u32>job.inHeight && <u32>x < <u32>job.inWidth) {
        const tap = source + <usize>(u * job.tapStepY) * line +
          <usize>(v * job.tapStepX) * pixel;
        for (let c: usize = 0; c < run; c += 4) {
          store<f32>(at + c, load<f32>(tap + c));
        }
      } else {
        clear(at, run);
      }
    }
  }
  clear(at, end - at);
}

/** Whether all taps, side by side, are in the image but not in its last row. */
// @ts-ignore: decorator
@inline
function areInside(job: Job, x: i32, y: i32): bool {
  return x >= 0 && x + job.tapsX <= job.inWidth &&
    y >= 0 && y + (job.tapsY - 1) * job.tapStepY < job.inHeight - 1;
}

/** Writes zeros. */
function clear(at: usize, bytes: usize): void {
  for (const end = at + bytes; at < end; at += 4) store<f32>(at, 0);
}
