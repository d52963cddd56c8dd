import { activate } from "../simd/activate";
import { BlocksArgs, DEPTH, DotsArgs, FinishArgs, Pair, PanelsArgs, RowsArgs, TransposeArgs } from "./args";
import { multiplyBlock, PACKED_B } from "./block";
import { multiplyDots } from "./dots";
import { packEight, packSix, packTransposed } from "./pack";
import { multiplyPanels } from "./panels";
import { multiplyRows } from "./rows";

/**
 * Products of large matrices. A unit is a block of rows and columns of one
 * matrix, for a slice of the sum; slices have a result each, to be added by
 * `finish`.
 */
export function blocks(args: BlocksArgs, first: i32, last: i32, scratch: usize): void {
  const m = args.m, n = args.n, k = args.k;
  const transposeA = args.transposeA, transposeB = args.transposeB;
  const rowBlocks = args.rowBlocks, rows = args.rows;
  const columnBlocks = args.columnBlocks, columns = args.columns;
  const slices = args.slices, sliceLength = args.sliceLength;
  const size = <usize>n << 2;

  for (let unit = first; unit < last; unit++) {
    const slice = unit % slices;
    let rest = unit / slices;
    const row = rest % rowBlocks * rows;
    rest /= rowBlocks;
    const column = rest % columnBlocks * columns;
    const matrix = rest / columnBlocks;
    const factors = pairOf(args.table, matrix);
    const a = factors.a, b = factors.b;
    const height = min(rows, m - row), width = min(columns, n - column);
    const c = args.results + (slice * args.batch + matrix) * m * size + row * size + (column << 2);
    const from = slice * sliceLength, to = min(from + sliceLength, k);
    for (let at = from; at < to; at += DEPTH) {
      const depth = min(DEPTH, to - at);
      if (transposeA) packSix(a + (at * m + row << 2), m << 2, depth, height, scratch, depth);
      else packTransposed(a + (row * k + at << 2), k << 2, height, depth, scratch, 6);
      const packedB = scratch + PACKED_B;
      if (transposeB) packTransposed(b + (column * k + at << 2), k << 2, width, depth, packedB, 8);
      else packEight(b + (at * n + column << 2), size, depth, width, packedB, depth);
      multiplyBlock(scratch, packedB, 32, depth << 5, depth, c, size, height, width, at > from);
    }
  }
}

/**
 * Products a · b or a · bᵀ in which a is read where it lies. A unit is a block
 * of rows and columns of one matrix. Units of the same columns come one after
 * the other: the part of b that they pack is then near.
 */
export function panels(args: PanelsArgs, first: i32, last: i32, scratch: usize): void {
  const m = args.m, n = args.n, k = args.k;
  const transposeB = <bool>args.transposeB, bias = args.bias;
  const rowBlocks = args.rowBlocks, rows = args.rows;
  const columnBlocks = args.columnBlocks, columns = args.columns;
  for (let unit = first; unit < last; unit++) {
    const row = unit % rowBlocks * rows;
    const rest = unit / rowBlocks;
    const column = rest % columnBlocks * columns;
    const matrix = rest / columnBlocks;
    const factors = pairOf(args.table, matrix);
    const b = factors.b + (<usize>(transposeB ? column * k : column) << 2);
    multiplyPanels(
      factors.a + (<usize>row * k << 2), <usize>k << 2, b, <usize>(transposeB ? k : n) << 2, transposeB,
      bias ? bias + (<usize>column << 2) : 0,
      args.results + (((<usize>matrix * m + row) * n + column) << 2), <usize>n << 2,
      min(rows, m - row), min(columns, n - column), k, scratch,
    );
  }
}

/**
 * For few rows or a short sum, b as it is. A unit is a slice of the sum for a
 * block of rows of one matrix; every slice has a result of its own, to be
 * added by `finish`.
 */
export function rows(args: RowsArgs, first: i32, last: i32, _scratch: usize): void {
  const m = args.m, n = args.n, k = args.k;
  const rowStep = args.rowStep, step = args.step;
  const slices = args.slices, sliceLength = args.sliceLength;
  const blocks = args.blocks, blockRows = args.blockRows;
  for (let unit = first; unit < last; unit++) {
    const slice = unit % slices;
    const block = unit / slices % blocks;
    const matrix = unit / slices / blocks;
    const row = block * blockRows;
    const from = slice * sliceLength;
    const factors = pairOf(args.table, matrix);
    multiplyRows(
      factors.a + row * rowStep, rowStep, step, factors.b,
      args.results + ((slice * args.batch + matrix) * m + row) * (n << 2), min(blockRows, m - row), n, from, min(from + sliceLength, k),
    );
  }
}

/**
 * For few rows, b transposed. A unit is a block of rows of b of one matrix.
 * Element (i, j) of a result lies at i · rowStep + j · step, so that a and b
 * can change places.
 */
export function dots(args: DotsArgs, first: i32, last: i32, scratch: usize): void {
  const m = args.m, n = args.n, k = args.k;
  const blocks = args.blocks, blockRows = args.blockRows;
  for (let unit = first; unit < last; unit++) {
    const matrix = unit / blocks;
    const from = (unit - matrix * blocks) * blockRows;
    const factors = pairOf(args.table, matrix);
    multiplyDots(
      factors.a, factors.b, args.results + matrix * m * (n << 2),
      args.rowStep, args.step, m, k, from, min(from + blockRows, n), scratch,
    );
  }
}

/**
 * out = activation(bias + the sum over slices), `rows` rows of `n` numbers. A
 * unit is a part of a row.
 */
export function finish(args: FinishArgs, first: i32, last: i32, _scratch: usize): void {
  const n = args.n, parts = args.parts, length = args.length;
  const bias = args.bias, slopes = args.slopes;
  for (let unit = first; unit < last; unit++) {
    const row = unit / parts;
    const from = (unit - row * parts) * length;
    const at = row * n + from << 2;
    finishRow(
      args.slices + at, args.rows * n << 2, args.count, args.out + at, min(length, n - from),
      bias ? bias + (from << 2) : 0, args.activation, args.alpha, slopes ? slopes + (from << 2) : 0,
    );
  }
}

/**
 * out[i] = activation(bias[i] + the sum over slices[s][i]) for `n` numbers;
 * slices are `sliceStep` bytes apart, bias and slopes may be 0.
 */
function finishRow(
  slices: usize, sliceStep: usize, count: i32, out: usize, n: i32,
  bias: usize, activation: i32, alpha: f32, slopes: usize,
): void {
  let c = 0;
  for (; c + 4 <= n; c += 4) {
    const offset = <usize>c << 2;
    let at = slices + offset;
    let sum = v128.load(at);
    for (let s = 1; s < count; s++) sum = v128.add<f32>(sum, v128.load(at += sliceStep));
    if (bias) sum = v128.add<f32>(sum, v128.load(bias + offset));
    const slope = slopes ? v128.load(slopes + offset) : f32x4.splat(0);
    v128.store(out + offset, activate(sum, activation, alpha, slope));
  }
  for (; c < n; c++) {
    const offset = <usize>c << 2;
    let at = slices + offset;
    let sum = load<f32>(at);
    for (let s = 1; s < count; s++) sum += load<f32>(at += sliceStep);
    if (bias) sum += load<f32>(bias + offset);
    const slope: f32 = slopes ? load<f32>(slopes + offset) : 0;
    store<f32>(out + offset, f32x4.extract_lane(activate(f32x4.splat(sum), activation, alpha, f32x4.splat(slope)), 0));
  }
}

/**
 * Copies transposes of matrices [rows][columns]. A unit is one matrix, whose
 * address and that of its copy are a pair in the table.
 */
export function transpose(args: TransposeArgs, first: i32, last: i32, _scratch: usize): void {
  const rows = args.rows, columns = args.columns;
  for (let matrix = first; matrix < last; matrix++) {
    const copies = pairOf(args.table, matrix);
    let source = copies.a;
    const copy = copies.b;
    for (let row = 0; row < rows; row++) {
      let to = copy + (row << 2);
      for (let column = 0; column < columns; column++, source += 4, to += rows << 2) {
        store<f32>(to, load<f32>(source));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function pairOf(table: usize, index: i32): Pair {
  return changetype<Pair>(table + <usize>index * offsetof<Pair>());
}
