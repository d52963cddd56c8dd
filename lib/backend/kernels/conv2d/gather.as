import { Job } from "./job";

/**
 * Copies the taps of a position together, `job.depth` floats at `at`, zeros
 * after the last tap included; `channels` are the bytes before its group's.
 */
export function gather(
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
export function clear(at: usize, bytes: usize): void {
  for (const end = at + bytes; at < end; at += 4) store<f32>(at, 0);
}
