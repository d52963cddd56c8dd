import { broadcastField, Field } from "./field.ts";
import { NOWHERE, type Rectangles } from "./rectangles.ts";

/**
 * Tokens as cells of a grid over the picture. A value `[N, …]` is taken as
 * `[N, positions, rest]`, the rest being the axes that the place does not depend
 * on.
 */
export interface TokenGrid {
  /** How many rows of cells there are. */
  readonly height: number;
  /** How many cells a row has. */
  readonly width: number;
  /** How many positions a value has. */
  readonly positions: number;
  /**
   * The positions of every cell, row by row, as many for each; `positions` itself
   * stands for a zero, where a cell has fewer.
   */
  readonly index: Int32Array;
  /** The positions without a place, such as a class token's. */
  readonly placeless: Int32Array;
}

/** Rows of cells, or columns, by where they begin. */
interface Intervals {
  readonly count: number;
  readonly at: (start: number) => number;
}

/** The grid of tokens; `undefined` if their places are the cells of none. */
export function tokenGrid(
  field: Field,
  shape: readonly number[],
  rectangles: Rectangles,
): TokenGrid | undefined {
  const numbers = field.places;
  const own = numbers.map((id) => rectangles.at(id));
  const rows = intervalsOf(own.map(([top, bottom]) => [top, bottom]));
  const columns = intervalsOf(own.map(([, , left, right]) => [left, right]));
  if (rows === undefined || columns === undefined) return undefined;
  const ids = idsOf(field, shape);
  if (ids === undefined) return undefined;
  const cellOf = new Int32Array(Math.max(...numbers) + 1).fill(-1);
  own.forEach(([top, , left], i) =>
    cellOf[numbers[i]!] = rows.at(top) * columns.count + columns.at(left)
  );
  const cells = ids.map((id) => cellOf[id]!);
  const counts = new Int32Array(rows.count * columns.count);
  for (const cell of cells) if (cell >= 0) counts[cell]!++;
  const most = counts.reduce((most, count) => Math.max(most, count), 0);
  const index = new Int32Array(counts.length * most).fill(ids.length);
  const placeless: number[] = [];
  counts.fill(0);
  cells.forEach((cell, position) => {
    if (cell < 0) placeless.push(position);
    else index[cell * most + counts[cell]!++] = position;
  });
  return {
    height: rows.count,
    width: columns.count,
    positions: ids.length,
    index,
    placeless: Int32Array.from(placeless),
  };
}

/** The numbers of all positions up to the last axis that places depend on. */
function idsOf(
  { lengths, ids }: Field,
  shape: readonly number[],
): Int32Array | undefined {
  const end = lengths.findLastIndex((length) => length > 1) + 1;
  const own = Field.of(lengths.slice(0, end), ids);
  return broadcastField(own, shape.slice(0, end))?.ids;
}

/** Fractions of one side are told apart from this on. */
const CLOSE = 1e-9;

/** Intervals in a row that fill 0…1, completed where some are missing. */
function intervalsOf(
  all: readonly (readonly [start: number, end: number])[],
): Intervals | undefined {
  if (all.length === 0) return undefined;
  const sizes = all.map(([start, end]) => end - start);
  const size = Math.max(...sizes);
  const count = Math.round(1 / size);
  const fits = all.every(([start], i) =>
    Math.abs(sizes[i]! - 1 / count) < CLOSE &&
    Math.abs(start * count - Math.round(start * count)) < CLOSE * count
  );
  if (fits) return { count, at: (start) => Math.round(start * count) };
  // Cells at the border may be smaller.
  const byStart = new Map(
    all.toSorted(([a], [b]) => a - b).map(([start, end]) => [start, end]),
  );
  const starts = [...byStart.keys()];
  const isRow = all.every(([start, end]) => byStart.get(start) === end) &&
    starts[0]! < CLOSE &&
    starts.every((start, i) =>
      Math.abs(byStart.get(start)! - (starts[i + 1] ?? 1)) < CLOSE
    );
  return isRow
    ? { count: starts.length, at: (start) => starts.indexOf(start) }
    : undefined;
}

/**
 * Whether the places of `[h, w, C]` go down the rows and along the columns, as
 * those of feature maps do; zeros around them have none.
 */
export function isInOrder(
  { lengths, ids }: Field,
  shape: readonly number[],
  rectangles: Rectangles,
): boolean {
  const [height, width] = shape;
  const isOfMaps = shape.length === 3 && lengths[0] === height &&
    lengths[1] === width && lengths[2] === 1;
  if (!isOfMaps) return false;
  const grow = (axis: 0 | 1) => {
    const starts = Array.from({ length: shape[axis]! }, () => NaN);
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] === NOWHERE) continue;
      const rectangle = rectangles.at(ids[i]!);
      const start = axis === 0 ? rectangle[0] : rectangle[2];
      const at = axis === 0 ? Math.floor(i / width!) : i % width!;
      if (Number.isNaN(starts[at])) starts[at] = start;
      else if (starts[at] !== start) return false;
    }
    const known = starts.filter((start) => !Number.isNaN(start));
    return known.length > 0 &&
      known.every((start, i) => i === 0 || start > known[i - 1]!);
  };
  return grow(0) && grow(1);
}
