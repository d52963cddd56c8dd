import { address, word } from "../simd/word";
import { outerOffset } from "./outer_axes";

// Indices of the arguments.
const FROM: i32 = 0;
const TO: i32 = 1;
/** Length of a row, and of the part of it that a unit does. */
const LENGTH: i32 = 2;
const UNIT_LENGTH: i32 = 3;
/** Number of rows, and of those that a unit does. */
const ROWS: i32 = 4;
const UNIT_ROWS: i32 = 5;
/** Bytes from a row's value to the next, in what is read and what is written. */
const FROM_STEP: i32 = 6;
const TO_STEP: i32 = 7;
const OUTER_AXES: i32 = 8;

/** Copies rows of values. */
export function copyRows(args: usize, first: i32, last: i32, _scratch: usize): void {
  const length = word(args, LENGTH);
  const unitLength = word(args, UNIT_LENGTH);
  const unitRows = word(args, UNIT_ROWS);
  const fromStep = address(args, FROM_STEP);
  const toStep = address(args, TO_STEP);
  const parts = (length + unitLength - 1) / unitLength;
  for (let unit = first; unit < last; unit++) {
    const start = unit % parts * unitLength;
    const count = min(unitLength, length - start);
    const firstRow = unit / parts * unitRows;
    const lastRow = min(firstRow + unitRows, word(args, ROWS));
    const from = address(args, FROM) + <usize>start * fromStep;
    const to = address(args, TO) + <usize>start * toStep;
    for (let row = firstRow; row < lastRow;) {
      let source = from + outerOffset(args, OUTER_AXES, row, 1);
      let target = to + outerOffset(args, OUTER_AXES, row, 2);
      // Along the last of these axes it goes on in steps.
      const side = word(args, OUTER_AXES) == 0 ? 1 : word(args, OUTER_AXES + 1);
      const end = min(lastRow, row + side - row % side);
      for (; row < end; row++) {
        if (fromStep == 4 && toStep == 4) {
          copyRun(source, target, <usize>count << 2);
        } else if (fromStep == 0 && toStep == 4) {
          fillRun(target, <usize>count << 2, v128.load_splat<u32>(source));
        } else {
          copySteps(source, target, fromStep, toStep, count);
        }
        source += address(args, OUTER_AXES + 2);
        target += address(args, OUTER_AXES + 3);
      }
    }
  }
}

/**
 * Fills with one value. Arguments: address, number of values, of those of a
 * unit, the value's bits.
 */
export function fill(args: usize, first: i32, last: i32, _scratch: usize): void {
  const unit = word(args, 2);
  const start = first * unit;
  const end = min(last * unit, word(args, 1));
  fillRun(
    address(args, 0) + (<usize>start << 2),
    <usize>(end - start) << 2,
    i32x4.splat(word(args, 3)),
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
  for (; at < bytes; at += 4) store<i32>(to + at, load<i32>(from + at));
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
