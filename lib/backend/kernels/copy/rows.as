import { CopyRowsArgs, FillArgs, GatherArgs, OuterAxis, SegmentSumsArgs } from "./args";

/** Copies rows of values. */
export function copyRows(args: CopyRowsArgs, first: i32, last: i32, _scratch: usize): void {
  const length = args.length;
  const unitLength = args.unitLength;
  const unitRows = args.unitRows;
  const fromStep = args.fromStep;
  const toStep = args.toStep;
  const axes = changetype<usize>(args) + offsetof<CopyRowsArgs>();
  const parts = (length + unitLength - 1) / unitLength;
  for (let unit = first; unit < last; unit++) {
    const start = unit % parts * unitLength;
    const count = min(unitLength, length - start);
    const firstRow = unit / parts * unitRows;
    const lastRow = min(firstRow + unitRows, args.rows);
    const from = args.from + <usize>start * fromStep;
    const to = args.to + <usize>start * toStep;
    for (let row = firstRow; row < lastRow;) {
      let source = from + sourceOffset(axes, args.axes, row);
      let target = to + targetOffset(axes, args.axes, row);
      // Along the last of these axes it goes on in steps.
      const last = changetype<OuterAxis>(axes);
      const side = args.axes == 0 ? 1 : last.length;
      const end = min(lastRow, row + side - row % side);
      for (; row < end; row++) {
        if (fromStep == 4 && toStep == 4) {
          copyRun(source, target, <usize>count << 2);
        } else if (fromStep == 0 && toStep == 4) {
          fillRun(target, <usize>count << 2, v128.load_splat<u32>(source));
        } else {
          copySteps(source, target, fromStep, toStep, count);
        }
        source += last.from;
        target += last.to;
      }
    }
  }
}

/** How far what is read of a row or matrix lies from the first of all. */
export function sourceOffset(axes: usize, count: i32, row: i32): usize {
  let offset: usize = 0;
  for (; count > 0; count--, axes += offsetof<OuterAxis>()) {
    const axis = changetype<OuterAxis>(axes);
    offset += <usize>(row % axis.length) * axis.from;
    row /= axis.length;
  }
  return offset;
}

/** As {@linkcode sourceOffset}, of what is written. */
export function targetOffset(axes: usize, count: i32, row: i32): usize {
  let offset: usize = 0;
  for (; count > 0; count--, axes += offsetof<OuterAxis>()) {
    const axis = changetype<OuterAxis>(axes);
    offset += <usize>(row % axis.length) * axis.to;
    row /= axis.length;
  }
  return offset;
}

/** Fills with one value. */
export function fill(args: FillArgs, first: i32, last: i32, _scratch: usize): void {
  const start = first * args.unit;
  const end = min(last * args.unit, args.count);
  fillRun(
    args.out + (<usize>start << 2),
    <usize>(end - start) << 2,
    i32x4.splat(args.value),
  );
}

function copyRun(from: usize, to: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    const a = v128.load(from + at);
    const b = v128.load(from + at, 16);
    const c = v128.load(from + at, 32);
    const d = v128.load(from + at, 48);
    v128.store(to + at, a);
    v128.store(to + at, b, 16);
    v128.store(to + at, c, 32);
    v128.store(to + at, d, 48);
  }
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at));
  for (; at + 4 <= bytes; at += 4) store<i32>(to + at, load<i32>(from + at));
  for (; at < bytes; at++) store<u8>(to + at, load<u8>(from + at));
}

function fillRun(to: usize, bytes: usize, values: v128): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, values);
  for (; at < bytes; at += 4) v128.store_lane<u32>(to + at, values, 0);
}

function copySteps(
  from: usize,
  to: usize,
  fromStep: usize,
  toStep: usize,
  count: i32,
): void {
  for (let i = 0; i < count; i++) {
    store<i32>(to, load<i32>(from));
    from += fromStep;
    to += toStep;
  }
}

/** Copies the slices that indices name. A unit is some of those written. */
export function gather(args: GatherArgs, first: i32, last: i32, _scratch: usize): void {
  const count = args.count, length = args.length, outer = args.outer;
  const bytes = args.sliceBytes, indices = args.indices, x = args.x;
  const end = min(last * args.unitRows, args.rows);
  let row = first * args.unitRows;
  let to = args.out + <usize>row * bytes;
  for (; row < end; row++, to += bytes) {
    const block = row / count;
    const index = load<i32>(indices + (<usize>(block / outer * count + row % count) << 2));
    copyRun(x + <usize>(block * length + index) * bytes, to, bytes);
  }
}

/**
 * The sums of the rows of each segment; rows of no segment are left out. A unit
 * is a block of columns.
 */
export function segmentSums(args: SegmentSumsArgs, first: i32, last: i32, _scratch: usize): void {
  const rows = args.rows;
  const segments = args.segments;
  const start = <usize>(first * args.unit) << 2;
  const end = <usize>min(last * args.unit, args.columns) << 2;
  const whole = start + ((end - start) & ~15);
  const step = <usize>args.columns << 2;
  for (let segment = 0; segment < segments; segment++) {
    memory.fill(args.out + <usize>segment * step + start, 0, end - start);
  }
  for (let row = 0; row < rows; row++) {
    const segment = load<i32>(args.ids + (<usize>row << 2));
    if (segment < 0 || segment >= segments) continue;
    const x = args.x + <usize>row * step;
    const out = args.out + <usize>segment * step;
    let at = start;
    for (; at < whole; at += 16) {
      v128.store(out + at, f32x4.add(v128.load(out + at), v128.load(x + at)));
    }
    for (; at < end; at += 4) {
      store<f32>(out + at, load<f32>(out + at) + load<f32>(x + at));
    }
  }
}
