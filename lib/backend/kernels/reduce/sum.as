import { ColumnSumArgs, PartSumArgs, RowSumArgs, UNIT_COLUMNS } from "./args";

/**
 * The sum of every row, divided. Rows in several parts leave their parts' sums
 * in float64 instead, for `totalSums`; a unit is then a part.
 */
export function rowSums(args: RowSumArgs, first: i32, last: i32, _scratch: usize): void {
  const length = args.length;
  const parts = args.parts;
  const out = args.out;
  if (parts > 1) {
    const partLength = args.partLength;
    for (let unit = first; unit < last; unit++) {
      const start = unit % parts * partLength;
      const x = args.x +
        ((<usize>(unit / parts) * length + start) << 2);
      const count = min(partLength, length - start);
      store<f64>(out + (<usize>unit << 3), sumOf(x, count));
    }
    return;
  }
  const unitRows = args.unitRows;
  const divisor = <f64>args.divisor;
  const end = min(last * unitRows, args.rows);
  for (let row = first * unitRows; row < end; row++) {
    const x = args.x + ((<usize>row * length) << 2);
    store<f32>(out + (<usize>row << 2), <f32>(sumOf(x, length) / divisor));
  }
}

/** The sums of rows from those of their parts, in order. A unit is a row. */
export function totalSums(args: PartSumArgs, first: i32, last: i32, _scratch: usize): void {
  const count = args.count;
  const divisor = <f64>args.divisor;
  for (let row = first; row < last; row++) {
    const x = args.parts + ((<usize>row * count) << 3);
    let sum: f64 = 0;
    for (let i = 0; i < count; i++) sum += load<f64>(x + (<usize>i << 3));
    store<f32>(args.out + (<usize>row << 2), <f32>(sum / divisor));
  }
}

/** The sums of columns, divided. A unit is a block of columns side by side. */
export function columnSums(args: ColumnSumArgs, first: i32, last: i32, _scratch: usize): void {
  const length = args.length;
  const inner = args.inner;
  const step = <usize>inner << 2;
  const divisor = <f64>args.divisor;
  const divisors = f64x2.splat(divisor);
  const blocks = (inner + UNIT_COLUMNS - 1) / UNIT_COLUMNS;
  for (let unit = first; unit < last; unit++) {
    const outer = <usize>(unit / blocks);
    const start = unit % blocks * UNIT_COLUMNS;
    const count = min(UNIT_COLUMNS, inner - start);
    let x = args.x + outer * length * step + (<usize>start << 2);
    let out = args.out + outer * step + (<usize>start << 2);
    let column = 0;
    if (count == UNIT_COLUMNS) {
      let a = f64x2.splat(0);
      let b = f64x2.splat(0);
      let c = f64x2.splat(0);
      let d = f64x2.splat(0);
      let e = f64x2.splat(0);
      let f = f64x2.splat(0);
      let g = f64x2.splat(0);
      let h = f64x2.splat(0);
      for (let i = 0; i < length; i++) {
        const v0 = v128.load(x);
        const v1 = v128.load(x, 16);
        const v2 = v128.load(x, 32);
        const v3 = v128.load(x, 48);
        a = f64x2.add(a, f64x2.promote_low_f32x4(v0));
        b = f64x2.add(b, high(v0));
        c = f64x2.add(c, f64x2.promote_low_f32x4(v1));
        d = f64x2.add(d, high(v1));
        e = f64x2.add(e, f64x2.promote_low_f32x4(v2));
        f = f64x2.add(f, high(v2));
        g = f64x2.add(g, f64x2.promote_low_f32x4(v3));
        h = f64x2.add(h, high(v3));
        x += step;
      }
      v128.store(out, four(f64x2.div(a, divisors), f64x2.div(b, divisors)));
      v128.store(out, four(f64x2.div(c, divisors), f64x2.div(d, divisors)), 16);
      v128.store(out, four(f64x2.div(e, divisors), f64x2.div(f, divisors)), 32);
      v128.store(out, four(f64x2.div(g, divisors), f64x2.div(h, divisors)), 48);
      continue;
    }
    for (; column + 4 <= count; column += 4) {
      let a = f64x2.splat(0);
      let b = f64x2.splat(0);
      let from = x;
      for (let i = 0; i < length; i++) {
        const v = v128.load(from);
        a = f64x2.add(a, f64x2.promote_low_f32x4(v));
        b = f64x2.add(b, high(v));
        from += step;
      }
      v128.store(out, four(f64x2.div(a, divisors), f64x2.div(b, divisors)));
      x += 16;
      out += 16;
    }
    for (; column < count; column++) {
      let sum: f64 = 0;
      let from = x;
      for (let i = 0; i < length; i++) {
        sum += <f64>load<f32>(from);
        from += step;
      }
      store<f32>(out, <f32>(sum / divisor));
      x += 4;
      out += 4;
    }
  }
}

function sumOf(x: usize, count: i32): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  const end = x + (<usize>count << 2);
  for (; x + 32 <= end; x += 32) {
    const v = v128.load(x);
    const w = v128.load(x, 16);
    a = f64x2.add(a, f64x2.promote_low_f32x4(v));
    b = f64x2.add(b, high(v));
    c = f64x2.add(c, f64x2.promote_low_f32x4(w));
    d = f64x2.add(d, high(w));
  }
  const lanes = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let sum = f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
  for (; x < end; x += 4) sum += <f64>load<f32>(x);
  return sum;
}

/** The two upper lanes in float64. */
// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

/** Four float32 from two pairs of float64. */
// @ts-ignore: decorator
@inline
function four(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(
    f32x4.demote_f64x2_zero(a),
    f32x4.demote_f64x2_zero(b),
    0,
    1,
    4,
    5,
  );
}
