import { COLUMNS, DEPTH, ROWS, TILE_BYTES } from "./args";
import { tile } from "./tile";

/** Where packed b, and a tile at an edge, lie behind packed a in scratch. */
// @ts-ignore: decorator
@inline
export const PACKED_B: usize = <usize>ROWS * DEPTH * 4;
// @ts-ignore: decorator
@inline
const EDGE: usize = PACKED_B + <usize>COLUMNS * DEPTH * 4;

/** Bytes of scratch that a block takes. */
// @ts-ignore: decorator
@inline
export const SCRATCH: usize = EDGE + TILE_BYTES;

/**
 * c (`rows` × `columns`, rows `step` bytes apart) = a, packed in `scratch`, by
 * b, added to c where `isSum`. The numbers of one k of b lie `bStep` bytes
 * behind those of the one before, those of the next 8 columns `bPanelStep`:
 * 32 and 32 · depth where b is packed.
 */
export function multiplyBlock(
  scratch: usize, b: usize, bStep: usize, bPanelStep: usize, depth: i32,
  c: usize, step: usize, rows: i32, columns: i32, isSum: bool,
): void {
  const edge = scratch + EDGE;
  for (let n = 0; n < columns; n += 8, b += bPanelStep) {
    for (let m = 0; m < rows; m += 6) {
      const a = scratch + <usize>m * depth * 4;
      const at = c + m * step + (n << 2);
      if (m + 6 <= rows && n + 8 <= columns) {
        tile(a, b, bStep, depth, at, step, isSum);
      } else {
        tile(a, b, bStep, depth, edge, 32, false);
        copyEdge(edge, at, step, min(6, rows - m), min(8, columns - n), isSum);
      }
    }
  }
}

function copyEdge(edge: usize, c: usize, step: usize, rows: i32, columns: i32, isSum: bool): void {
  for (let m = 0; m < rows; m++, edge += 32, c += step) {
    for (let n = 0; n < columns; n++) {
      const value = load<f32>(edge + (n << 2));
      const at = c + (n << 2);
      store<f32>(at, isSum ? load<f32>(at) + value : value);
    }
  }
}
