import { countSixes } from "../conv2d/rows";
import { tileFiveRows, tileRows } from "../gemm/tile_rows";
import { PANEL_COLUMNS, PANEL_DEPTH } from "./args";
import { packEight, packTransposed } from "./pack";

// What lies behind packed b in scratch: addresses of six rows of a, and of six
// of the result; a tile of which not all columns are wanted; 8 floats that its
// sums start from, and 8 zeros; a row that is written for nothing.
// @ts-ignore: decorator
@inline
const INPUTS: usize = <usize>PANEL_COLUMNS * PANEL_DEPTH * 4;
// @ts-ignore: decorator
@inline
const OUTPUTS: usize = INPUTS + 24;
// @ts-ignore: decorator
@inline
const EDGE_OUTPUTS: usize = OUTPUTS + 24;
// @ts-ignore: decorator
@inline
const EDGE: usize = EDGE_OUTPUTS + 24 + 8;
// @ts-ignore: decorator
@inline
const START: usize = EDGE + 192;
// @ts-ignore: decorator
@inline
const ZEROS: usize = START + 32;
// @ts-ignore: decorator
@inline
const SPILL: usize = ZEROS + 32;

/**
 * c (`rows` × `columns`, rows `step` bytes apart) = a · b + bias, by a sum of
 * `k`. Rows of a lie `aStep` bytes apart and are read where they lie; b, whose
 * rows are `bStep` bytes apart, or its columns where it is transposed, is
 * packed a part at a time. `bias` may be 0.
 */
export function multiplyPanels(
  a: usize, aStep: usize, b: usize, bStep: usize, transposeB: bool, bias: usize,
  c: usize, step: usize, rows: i32, columns: i32, k: i32, scratch: usize,
): void {
  const whole = columns & ~7;
  const pieces = (k + PANEL_DEPTH - 1) / PANEL_DEPTH;
  const piece = (k + pieces * 8 - 1) / (pieces * 8) * 8;
  const tiles = (rows + 5) / 6, sixes = countSixes(rows);
  layOut(bias, columns, scratch);
  for (let at = 0; at < k; at += piece) {
    const depth = min(piece, k - at);
    if (transposeB) packTransposed(b + (<usize>at << 2), bStep, columns, depth, scratch, 8);
    else packEight(b + <usize>at * bStep, bStep, depth, columns, scratch, depth);
    const isFirst = at == 0;
    let row = 0;
    for (let tile = 0; tile < tiles; tile++) {
      const height = tile < sixes ? 6 : 5;
      findRows(a + (<usize>at << 2), aStep, c, step, row, min(height, rows - row), scratch);
      let panel = scratch;
      for (let column = 0; column < whole; column += 8, panel += <usize>depth << 5) {
        const offset = <usize>column << 2;
        const start = isFirst ? (bias ? bias + offset : scratch + ZEROS) : 0;
        runTile(height == 6, depth, panel, scratch, scratch + OUTPUTS, offset, start);
      }
      if (whole < columns) {
        const width = columns - whole, count = min(height, rows - row);
        const from = c + <usize>row * step + (<usize>whole << 2);
        if (!isFirst) copyTile(from, step, scratch + EDGE, 32, count, width);
        runTile(height == 6, depth, panel, scratch, scratch + EDGE_OUTPUTS, 0, isFirst ? scratch + START : 0);
        copyTile(scratch + EDGE, 32, from, step, count, width);
      }
      row += height;
    }
  }
}

/** Writes what is the same for all tiles. */
function layOut(bias: usize, columns: i32, scratch: usize): void {
  for (let i: usize = 0; i < 6; i++) store<usize>(scratch + EDGE_OUTPUTS + (i << 2), scratch + EDGE + (i << 5));
  const whole = columns & ~7;
  for (let i = 0; i < 8; i++) {
    const at = <usize>i << 2;
    const isThere = bias && whole + i < columns;
    store<f32>(scratch + START + at, isThere ? load<f32>(bias + (<usize>whole << 2) + at) : 0);
    store<f32>(scratch + ZEROS + at, 0);
  }
}

/** Rows that there are not read the first, and are written for nothing. */
function findRows(a: usize, aStep: usize, c: usize, step: usize, row: i32, count: i32, scratch: usize): void {
  for (let i = 0; i < 6; i++) {
    const isThere = i < count;
    const word = scratch + (<usize>i << 2);
    store<usize>(word, a + <usize>(isThere ? row + i : row) * aStep, INPUTS);
    store<usize>(word, isThere ? c + <usize>(row + i) * step : scratch + SPILL, OUTPUTS);
  }
}

// @ts-ignore: decorator
@inline
function runTile(isSix: bool, depth: i32, panel: usize, scratch: usize, outputs: usize, column: usize, start: usize): void {
  const inputs = scratch + INPUTS;
  if (isSix) tileRows(inputs, 1, 0, depth, panel, outputs, column, start, 0);
  else tileFiveRows(inputs, 1, 0, depth, panel, outputs, column, start, 0);
}

function copyTile(from: usize, fromStep: usize, to: usize, toStep: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--, from += fromStep, to += toStep) {
    for (let i = 0; i < columns; i++) store<f32>(to + (<usize>i << 2), load<f32>(from + (<usize>i << 2)));
  }
}
