import { sizeOf } from "./folding/constant.ts";

/** A part of an axis that goes from one shape into another whole. */
export interface Piece {
  readonly length: number;
}

/** Pieces that lie in a row, and the axes of the new shape that they make. */
export interface Block {
  readonly pieces: readonly Piece[];
  readonly axes: readonly number[];
}

/** A shape, and the order in which its axes lie. */
interface OrderedShape {
  readonly shape: readonly number[];
  readonly axes: readonly number[];
}

/**
 * The pieces of a value in the order in which they lie, and the blocks that they
 * must be brought into for another shape. Blocks keep the order of their first
 * pieces, so that what need not move does not.
 */
export function regroup(
  value: OrderedShape,
  shape: readonly number[],
): { readonly pieces: readonly Piece[]; readonly blocks: readonly Block[] } {
  const longAxes = (lengths: readonly number[]) =>
    lengths.map((_, axis) => axis).filter((axis) => lengths[axis] !== 1);
  const piecesOf = new Map<number, readonly Piece[]>();
  const blockOf = new Map<Piece, Block>();
  for (
    const { before, after } of groupsOf(
      value.shape,
      shape,
      longAxes(value.shape),
      longAxes(shape),
    )
  ) {
    const lengths = commonLengths(
      before.map((axis) => value.shape[axis]!),
      after.map((axis) => shape[axis]!),
    );
    const pieces = lengths ??
      before.map((axis) => ({ length: value.shape[axis]! }));
    let at = 0;
    for (const axis of before) {
      const count = countFor(pieces, at, value.shape[axis]!);
      piecesOf.set(axis, pieces.slice(at, at + count));
      at += count;
    }
    // Where no common pieces exist, the whole group is one block.
    let place = 0;
    const parts = lengths ? after.map((axis) => [axis]) : [after];
    for (const axes of parts) {
      const count = lengths
        ? countFor(pieces, place, shape[axes[0]!]!)
        : pieces.length;
      const block = { pieces: pieces.slice(place, place + count), axes };
      block.pieces.forEach((piece) => blockOf.set(piece, block));
      place += count;
    }
  }
  const pieces = value.axes.flatMap((axis) => piecesOf.get(axis) ?? []);
  return {
    pieces,
    blocks: [...new Set(pieces.map((piece) => blockOf.get(piece)!))],
  };
}

/** Runs of axes before and after that hold the same elements. */
function groupsOf(
  shape: readonly number[],
  target: readonly number[],
  before: readonly number[],
  after: readonly number[],
): readonly {
  readonly before: readonly number[];
  readonly after: readonly number[];
}[] {
  const groups = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    const start = [i, j] as const;
    let [left, right] = [shape[before[i++]!]!, target[after[j++]!]!];
    while (left !== right) {
      if (left < right) left *= shape[before[i++]!]!;
      else right *= target[after[j++]!]!;
    }
    groups.push({
      before: before.slice(start[0], i),
      after: after.slice(start[1], j),
    });
  }
  return groups;
}

/** Pieces of which both rows of axes are made, if there are any. */
function commonLengths(
  before: readonly number[],
  after: readonly number[],
): readonly Piece[] | undefined {
  const ends = (lengths: readonly number[]) => {
    let product = 1;
    return lengths.toReversed().map((length) => product *= length);
  };
  const all = [...new Set([...ends(before), ...ends(after)])]
    .sort((a, b) => a - b);
  const lengths = all.map((end, i) => end / (all[i - 1] ?? 1)).toReversed();
  return lengths.every(Number.isInteger)
    ? lengths.map((length) => ({ length }))
    : undefined;
}

/** How many pieces from `at` on make up `length`. */
function countFor(
  pieces: readonly Piece[],
  at: number,
  length: number,
): number {
  let count = 0;
  for (let product = 1; product < length; count++) {
    product *= pieces[at + count]!.length;
  }
  return count;
}

/** Axes that stay side by side in a permutation, taken together. */
export function runsOf(
  sizes: readonly number[],
  permutation: readonly number[],
): { readonly lengths: readonly number[]; readonly order: readonly number[] } {
  const starts = permutation.filter((axis, i) =>
    i === 0 || axis !== permutation[i - 1]! + 1
  ).toSorted((a, b) => a - b);
  const lengths = starts.map((start, i) =>
    sizeOf(sizes.slice(start, starts[i + 1] ?? sizes.length))
  );
  const order = permutation.filter((axis) => starts.includes(axis))
    .map((axis) => starts.indexOf(axis));
  return { lengths, order };
}
