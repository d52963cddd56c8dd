import { madd } from "../simd/madd";
import { prefetch } from "../simd/prefetch";
import { PANEL, WinogradArgs } from "./args";

/** Rows of the filter that are read at a time. */
const ROWS: i32 = 32;
/** Output channels that are read at a time: a cache line. */
const COLUMNS: i32 = 16;
/** Bytes of one tap of these. */
const TAP: usize = 64;
/** Bytes of nine. */
const ROW: usize = 576;

/**
 * Transforms the filter for `count` input channels from `first` on and
 * `panelCount` panels of output channels: point p, panel j, channel k goes to
 * `to + p * pointStep + j * panelStep + k * 32`. What lies outside the filter
 * is 0. Takes ROWS · ROW + 8 bytes of scratch.
 */
export function transformFilter(
  args: WinogradArgs,
  first: i32,
  count: i32,
  panelFirst: i32,
  panelCount: i32,
  to: usize,
  panelStep: usize,
  pointStep: usize,
  scratch: usize,
): void {
  for (let panel = 0; panel < panelCount; panel += 2) {
    const column = (panelFirst + panel) * PANEL;
    for (let k = 0; k < count; k += ROWS) {
      const rows = min(ROWS, count - k);
      let low = to + (<usize>k << 5);
      // A block that ends with one panel writes the other one below it.
      let high = panel + 1 < panelCount ? low + panelStep : low;
      readTaps(args, first + k, rows, column, scratch);
      for (let row = 0; row < rows; row++) {
        transformTaps(
          args,
          scratch + <usize>row * ROW,
          low,
          high,
          pointStep,
        );
        low += 32;
        high += 32;
      }
    }
    to += 2 * panelStep;
  }
}

/** Taps of `rows` input and 16 output channels: `to[row][tap][column]`. */
function readTaps(
  args: WinogradArgs,
  row: i32,
  rows: i32,
  column: i32,
  to: usize,
): void {
  const inputs = args.inChannels;
  const outputs = args.outChannels;
  if (row + rows > inputs || column + COLUMNS > outputs) {
    gatherTaps(args, row, rows, column, to);
    return;
  }
  const sink = to + <usize>ROWS * ROW;
  const tapStep = <usize>(inputs * outputs) << 2;
  if (args.isTurned) {
    let from = args.filter + (<usize>(column * inputs + row) << 2);
    const columnStep = <usize>inputs << 2;
    const factors = args.factors ? args.factors + (<usize>row << 2) : 0;
    for (let tap = 8; tap >= 0; tap--) {
      prefetch(from, COLUMNS, columnStep, <usize>rows << 2, sink);
      turnTap(from, columnStep, rows, factors, to + <usize>tap * TAP);
      from += tapStep;
    }
  } else {
    let from = args.filter + (<usize>(row * outputs + column) << 2);
    const rowStep = <usize>outputs << 2;
    for (let tap = 0; tap < 9; tap++) {
      prefetch(from, rows, rowStep, TAP, sink);
      copyTap(from, rowStep, rows, to + <usize>tap * TAP);
      from += tapStep;
    }
  }
}

function copyTap(from: usize, rowStep: usize, rows: i32, to: usize): void {
  for (; rows > 0; rows--) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    v128.store(to, v128.load(from, 32), 32);
    v128.store(to, v128.load(from, 48), 48);
    from += rowStep;
    to += ROW;
  }
}

/** One tap of a turned filter, whose rows are output channels. */
function turnTap(
  from: usize,
  columnStep: usize,
  rows: i32,
  factors: usize,
  to: usize,
): void {
  for (const end = to + TAP; to < end; to += 16) {
    let row = to;
    let at = from;
    for (const last = at + (<usize>rows << 2); at < last; at += 16) {
      let c0 = v128.load(at);
      let c1 = v128.load(at + columnStep);
      let c2 = v128.load(at + 2 * columnStep);
      let c3 = v128.load(at + 3 * columnStep);
      if (factors != 0) {
        const factor = v128.load(factors + (at - from));
        c0 = v128.mul<f32>(c0, factor);
        c1 = v128.mul<f32>(c1, factor);
        c2 = v128.mul<f32>(c2, factor);
        c3 = v128.mul<f32>(c3, factor);
      }
      const low01 = v128.shuffle<f32>(c0, c1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(c2, c3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(c0, c1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(c2, c3, 2, 6, 3, 7);
      v128.store(row, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      row += ROW;
      v128.store(row, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
      row += ROW;
      v128.store(row, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
      row += ROW;
      v128.store(row, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
      row += ROW;
    }
    from += 4 * columnStep;
  }
}

/** The same taps one by one, with 0 for channels that are not there. */
function gatherTaps(
  args: WinogradArgs,
  row: i32,
  rows: i32,
  column: i32,
  to: usize,
): void {
  const inputs = args.inChannels;
  const outputs = args.outChannels;
  const isTurned = args.isTurned;
  for (const last = row + rows; row < last; row++) {
    for (let tap = 0; tap < 9; tap++) {
      for (let j = column; j < column + COLUMNS; j++) {
        let value: f32 = 0;
        if (row < inputs && j < outputs) {
          const index = isTurned
            ? ((8 - tap) * outputs + j) * inputs + row
            : (tap * inputs + row) * outputs + j;
          value = load<f32>(args.filter + (<usize>index << 2));
          if (args.factors) {
            value *= load<f32>(args.factors + (<usize>row << 2));
          }
        }
        store<f32>(to, value);
        to += 4;
      }
    }
  }
}

/** 3×3 taps of 16 channels to 6×6 points of two panels, `high` first. */
function transformTaps(
  args: WinogradArgs,
  from: usize,
  low: usize,
  high: usize,
  pointStep: usize,
): void {
  const a = f32x4.splat(args.a);
  const b = f32x4.splat(args.b);
  const a2 = f32x4.splat(args.a2);
  const b2 = f32x4.splat(args.b2);
  for (let at: usize = 0; at < 32; at += 16) {
    pointsOfTaps(from + 32 + at, high + at, pointStep, a, b, a2, b2);
  }
  for (let at: usize = 0; at < 32; at += 16) {
    pointsOfTaps(from + at, low + at, pointStep, a, b, a2, b2);
  }
}

/** 3×3 taps of four channels to 6×6 points: first down, then along each row. */
// @ts-ignore: decorator
@inline
function pointsOfTaps(
  from: usize,
  to: usize,
  pointStep: usize,
  a: v128,
  b: v128,
  a2: v128,
  b2: v128,
): void {
  // @repeat X 0 1 2
  const top{X} = v128.load(from, 64 * {X});
  const middle{X} = v128.load(from, 64 * {X} + 192);
  const bottom{X} = v128.load(from, 64 * {X} + 384);
  // @end
  const row = 6 * pointStep;
  filterPoints(top0, top1, top2, to, pointStep, a, b, a2, b2);
  to += row;
  // @repeat P a b
  // @repeat X 0 1 2
  const even{P}{X} = madd({P}2, bottom{X}, top{X});
  const odd{P}{X} = v128.mul<f32>({P}, middle{X});
  // @end
  filterPoints(
    v128.add<f32>(even{P}0, odd{P}0),
    v128.add<f32>(even{P}1, odd{P}1),
    v128.add<f32>(even{P}2, odd{P}2),
    to, pointStep, a, b, a2, b2,
  );
  to += row;
  filterPoints(
    v128.sub<f32>(even{P}0, odd{P}0),
    v128.sub<f32>(even{P}1, odd{P}1),
    v128.sub<f32>(even{P}2, odd{P}2),
    to, pointStep, a, b, a2, b2,
  );
  to += row;
  // @end
  filterPoints(bottom0, bottom1, bottom2, to, pointStep, a, b, a2, b2);
}

/** Three values of the filter to six points, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function filterPoints(
  g0: v128,
  g1: v128,
  g2: v128,
  to: usize,
  step: usize,
  a: v128,
  b: v128,
  a2: v128,
  b2: v128,
): void {
  v128.store(to, g0);
  to += step;
  const evenA = madd(a2, g2, g0);
  const oddA = v128.mul<f32>(a, g1);
  v128.store(to, v128.add<f32>(evenA, oddA));
  to += step;
  v128.store(to, v128.sub<f32>(evenA, oddA));
  to += step;
  const evenB = madd(b2, g2, g0);
  const oddB = v128.mul<f32>(b, g1);
  v128.store(to, v128.add<f32>(evenB, oddB));
  to += step;
  v128.store(to, v128.sub<f32>(evenB, oddB));
  to += step;
  v128.store(to, g2);
}
