import { ColumnArgs, RowArgs, UNIT_COLUMNS } from "./args";

/** The greatest of every row; NaN if there is one. */
export function rowMaxima(args: RowArgs, first: i32, last: i32, _scratch: usize): void {
  rows(args, first, last, true);
}

/** The least of every row; NaN if there is one. */
export function rowMinima(args: RowArgs, first: i32, last: i32, _scratch: usize): void {
  rows(args, first, last, false);
}

/** The greatest of every column. A unit is a block of columns side by side. */
export function columnMaxima(args: ColumnArgs, first: i32, last: i32, _scratch: usize): void {
  columns(args, first, last, true);
}

/** The least of every column. A unit is a block of columns side by side. */
export function columnMinima(args: ColumnArgs, first: i32, last: i32, _scratch: usize): void {
  columns(args, first, last, false);
}

// @ts-ignore: decorator
@inline
function pick(a: v128, b: v128, MAX: bool): v128 {
  return MAX ? f32x4.max(a, b) : f32x4.min(a, b);
}

// @ts-ignore: decorator
@inline
function rows(args: RowArgs, first: i32, last: i32, MAX: bool): void {
  const bytes = <usize>args.length << 2;
  const unitRows = args.unitRows;
  const end = min(last * unitRows, args.rows);
  for (let row = first * unitRows; row < end; row++) {
    let x = args.x + <usize>row * bytes;
    const stop = x + bytes;
    let a = f32x4.splat(MAX ? -Infinity : Infinity);
    let b = a;
    let c = a;
    let d = a;
    for (; x + 64 <= stop; x += 64) {
      a = pick(a, v128.load(x), MAX);
      b = pick(b, v128.load(x, 16), MAX);
      c = pick(c, v128.load(x, 32), MAX);
      d = pick(d, v128.load(x, 48), MAX);
    }
    a = pick(pick(a, b, MAX), pick(c, d, MAX), MAX);
    a = pick(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1), MAX);
    a = pick(a, v128.shuffle<f32>(a, a, 1, 0, 3, 2), MAX);
    for (; x < stop; x += 4) a = pick(a, v128.load_splat<u32>(x), MAX);
    v128.store_lane<f32>(args.out + (<usize>row << 2), a, 0);
  }
}

// @ts-ignore: decorator
@inline
function columns(args: ColumnArgs, first: i32, last: i32, MAX: bool): void {
  const length = args.length;
  const inner = args.inner;
  const step = <usize>inner << 2;
  const blocks = (inner + UNIT_COLUMNS - 1) / UNIT_COLUMNS;
  const none = f32x4.splat(MAX ? -Infinity : Infinity);
  for (let unit = first; unit < last; unit++) {
    const outer = <usize>(unit / blocks);
    const start = unit % blocks * UNIT_COLUMNS;
    const count = min(UNIT_COLUMNS, inner - start);
    let x = args.x + outer * length * step + (<usize>start << 2);
    let out = args.out + outer * step + (<usize>start << 2);
    if (count == UNIT_COLUMNS) {
      let a = none;
      let b = none;
      let c = none;
      let d = none;
      for (let i = 0; i < length; i++) {
        a = pick(a, v128.load(x), MAX);
        b = pick(b, v128.load(x, 16), MAX);
        c = pick(c, v128.load(x, 32), MAX);
        d = pick(d, v128.load(x, 48), MAX);
        x += step;
      }
      v128.store(out, a);
      v128.store(out, b, 16);
      v128.store(out, c, 32);
      v128.store(out, d, 48);
      continue;
    }
    for (let column = 0; column < count; column++) {
      let a = none;
      let from = x;
      for (let i = 0; i < length; i++) {
        a = pick(a, v128.load_zero<f32>(from), MAX);
        from += step;
      }
      v128.store_lane<f32>(out, a, 0);
      x += 4;
      out += 4;
    }
  }
}
