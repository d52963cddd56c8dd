import { address, float, word } from "../simd/word";
import { DEPTH, multiplyBlock, PACKED_B } from "./block";
import { multiplyDots } from "./dots";
import { finishRow } from "./finish_row";
import { packEight, packSix, packTransposed } from "./pack";
import { multiplyRows } from "./rows";

/**
 * Products of large matrices. A unit is a block of rows and columns of one
 * matrix, for a slice of the sum; slices have a result each, to be added by
 * `finish`.
 */
export function blocks(args: usize, first: i32, last: i32, scratch: usize): void {
  const table = address(args, 0), results = address(args, 1);
  const m = word(args, 2), n = word(args, 3), k = word(args, 4);
  const transposeA = word(args, 5), transposeB = word(args, 6);
  const rowBlocks = word(args, 7), rows = word(args, 8);
  const columnBlocks = word(args, 9), columns = word(args, 10);
  const slices = word(args, 11), sliceLength = word(args, 12), batch = word(args, 13);
  const size = <usize>n << 2;

  for (let unit = first; unit < last; unit++) {
    const slice = unit % slices;
    let rest = unit / slices;
    const row = rest % rowBlocks * rows;
    rest /= rowBlocks;
    const column = rest % columnBlocks * columns;
    const matrix = rest / columnBlocks;
    const a = load<usize>(table + (matrix << 3)), b = load<usize>(table + (matrix << 3), 4);
    const height = min(rows, m - row), width = min(columns, n - column);
    const c = results + (slice * batch + matrix) * m * size + row * size + (column << 2);
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
 * For few rows or a short sum, b as it is. A unit is a slice of the sum for a
 * block of rows of one matrix; every slice has a result of its own, to be
 * added by `finish`.
 */
export function rows(args: usize, first: i32, last: i32, _scratch: usize): void {
  const table = address(args, 0), results = address(args, 1);
  const m = word(args, 2), n = word(args, 3), k = word(args, 4);
  const rowStep = word(args, 5), step = word(args, 6);
  const slices = word(args, 7), sliceLength = word(args, 8);
  const blocks = word(args, 9), blockRows = word(args, 10), batch = word(args, 11);
  for (let unit = first; unit < last; unit++) {
    const slice = unit % slices;
    const block = unit / slices % blocks;
    const matrix = unit / slices / blocks;
    const row = block * blockRows;
    const from = slice * sliceLength;
    multiplyRows(
      load<usize>(table + (matrix << 3)) + row * rowStep, rowStep, step, load<usize>(table + (matrix << 3), 4),
      results + ((slice * batch + matrix) * m + row) * (n << 2), min(blockRows, m - row), n, from, min(from + sliceLength, k),
    );
  }
}

/**
 * For few rows, b transposed. A unit is a block of rows of b of one matrix.
 * Element (i, j) of a result lies at i · rowStep + j · step, so that a and b
 * can change places.
 */
export function dots(args: usize, first: i32, last: i32, scratch: usize): void {
  const table = address(args, 0), out = address(args, 1);
  const m = word(args, 2), n = word(args, 3), k = word(args, 4);
  const rowStep = word(args, 5), step = word(args, 6);
  const blocks = word(args, 7), blockRows = word(args, 8);
  for (let unit = first; unit < last; unit++) {
    const matrix = unit / blocks;
    const from = (unit - matrix * blocks) * blockRows;
    multiplyDots(
      load<usize>(table + (matrix << 3)), load<usize>(table + (matrix << 3), 4), out + matrix * m * (n << 2),
      rowStep, step, m, k, from, min(from + blockRows, n), scratch,
    );
  }
}

/**
 * out = activation(bias + the sum over slices), `rows` rows of `n` numbers. A
 * unit is a part of a row.
 */
export function finish(args: usize, first: i32, last: i32, _scratch: usize): void {
  const slices = address(args, 0), count = word(args, 1), out = address(args, 2);
  const n = word(args, 3), rows = word(args, 4), parts = word(args, 5), length = word(args, 6);
  const bias = address(args, 7), activation = word(args, 8), alpha = float(args, 9), slopes = address(args, 10);
  for (let unit = first; unit < last; unit++) {
    const row = unit / parts;
    const from = (unit - row * parts) * length;
    const at = row * n + from << 2;
    finishRow(
      slices + at, rows * n << 2, count, out + at, min(length, n - from),
      bias ? bias + (from << 2) : 0, activation, alpha, slopes ? slopes + (from << 2) : 0,
    );
  }
}

/**
 * Copies transposes of matrices [rows][columns]. A unit is one matrix, whose
 * address and that of its copy are a pair in the table.
 */
export function transpose(args: usize, first: i32, last: i32, _scratch: usize): void {
  const table = address(args, 0);
  const rows = word(args, 1), columns = word(args, 2);
  for (let matrix = first; matrix < last; matrix++) {
    let source = load<usize>(table + (matrix << 3));
    const copy = load<usize>(table + (matrix << 3), 4);
    for (let row = 0; row < rows; row++) {
      let to = copy + (row << 2);
      for (let column = 0; column < columns; column++, source += 4, to += rows << 2) {
        store<f32>(to, load<f32>(source));
      }
    }
  }
}
