import { sizeOf } from "./folding/constant.ts";
import type { Constant } from "./folding/constant.ts";
import type { GraphBuilder, NodeParts } from "./graph_builder.ts";
import type { NodeKind } from "./graph_node.ts";
import type { WeightValues } from "./graph_weights.ts";

/** No axis of the file: a length of 1 that only the node's output has. */
export const NO_AXIS = -1;

/**
 * A value of a file, and where its axes lie in the output of the node that
 * computes it.
 *
 * `shape` is that of one image, with the axis of the images as the file has it,
 * of length 1 there. The node's output is `[N, …]`: behind the images come the
 * axes of `shape` in the order of `axes`. Axes of length 1 may be missing, since
 * they say nothing. So a transposition is nothing but another `axes`, and feature
 * maps lie channels last whatever the file says.
 */
export interface LaidOut {
  /** The node. */
  readonly id: number;
  /** The shape of one image's value in the file. */
  readonly shape: readonly number[];
  /** What lies along the axes of the node's output, from the second on. */
  readonly axes: readonly number[];
}

/** Names for the nodes that are added around one of the file's. */
export interface NodeLabel {
  /** Name of the node in the file. */
  readonly name: string;
  /** Its operation. */
  readonly layerClass: string;
}

/** Adds nodes to a graph, and rearranges values where their order is visible. */
export class Layout {
  readonly #builder: GraphBuilder;
  readonly #arranged = new Map<string, number>();
  readonly #origins = new WeakMap<LaidOut, LaidOut>();

  constructor(builder: GraphBuilder) {
    this.#builder = builder;
  }

  /** A new node whose output is `shape` for one image, in the order of `axes`. */
  add<K extends NodeKind>(
    label: NodeLabel,
    parts: Omit<NodeParts<K>, "name" | "layerClass" | "shape">,
    shape: readonly number[],
    axes: readonly number[],
  ): LaidOut {
    const id = this.#builder.add({
      ...label,
      ...parts,
      shape: [null, ...lengthsOf(shape, axes)],
    } as NodeParts<K>);
    return { id, shape, axes };
  }

  /**
   * Id of a node that gives `value` in the order of `axes`, which must name
   * every axis that is longer than 1.
   */
  arrange(
    value: LaidOut,
    axes: readonly number[],
    label: NodeLabel,
  ): number {
    if (sameList(axes, value.axes)) return value.id;
    const key = `${value.id}|${value.axes}|${axes}`;
    const before = this.#arranged.get(key);
    if (before !== undefined) return before;
    const long = (axis: number) => axis !== NO_AXIS && value.shape[axis] !== 1;
    const order = axes.filter(long);
    const present = value.axes.filter(long);
    const permutation = order.map((axis) => present.indexOf(axis));
    const sizes = present.map((axis) => value.shape[axis]!);
    const id = this.#reshaped(
      this.#permuted(value.id, sizes, permutation, label),
      lengthsOf(value.shape, axes),
      label,
    );
    this.#arranged.set(key, id);
    return id;
  }

  /** What a value was before it got another shape, if it did. */
  originOf(value: LaidOut): LaidOut | undefined {
    return this.#origins.get(value);
  }

  /** The same elements in another shape of the file. */
  reshape(
    value: LaidOut,
    shape: readonly number[],
    label: NodeLabel,
  ): LaidOut {
    for (
      let before: LaidOut | undefined = value;
      before !== undefined;
      before = this.#origins.get(before)
    ) {
      if (sameList(before.shape, shape)) return before;
    }
    const reshaped = this.#reshape(value, shape, label);
    this.#origins.set(reshaped, value);
    return reshaped;
  }

  #reshape(
    value: LaidOut,
    shape: readonly number[],
    label: NodeLabel,
  ): LaidOut {
    if (sizeOf(shape) !== sizeOf(value.shape) || sizeOf(shape) === 0) {
      throw new RangeError(
        `Cannot reshape [${value.shape.join(", ")}] to [${shape.join(", ")}]`,
      );
    }
    const { pieces, blocks } = regroup(value, shape);
    const order = blocks.flatMap(({ pieces }) => pieces);
    const permutation = order.map((piece) => pieces.indexOf(piece));
    const sizes = pieces.map(({ length }) => length);
    const axes = blocks.flatMap((block) => block.axes);
    const isMoved = permutation.some((from, to) => from !== to);
    const long = value.axes.map((axis) =>
      axis !== NO_AXIS && value.shape[axis] !== 1
    );
    if (
      !isMoved && blocks.length === pieces.length &&
      pieces.length === axes.length &&
      axes.length === long.filter(Boolean).length
    ) {
      // No more than axes of length 1 come or go.
      let at = 0;
      const same = long.map((isLong) => isLong ? axes[at++]! : NO_AXIS);
      return { id: value.id, shape, axes: same };
    }
    const id = this.#reshaped(
      this.#permuted(value.id, sizes, permutation, label),
      lengthsOf(shape, axes),
      label,
    );
    return { id, shape, axes };
  }

  /** Id of the node with the axes of its output, split as `sizes`, permuted. */
  #permuted(
    id: number,
    sizes: readonly number[],
    permutation: readonly number[],
    label: NodeLabel,
  ): number {
    if (permutation.every((from, to) => from === to)) return id;
    const { lengths, order } = runsOf(sizes, permutation);
    const split = this.#reshaped(id, lengths, label);
    const moved = [0, ...order.map((axis) => axis + 1)];
    const source = this.#builder.nodes[split]!;
    // Two transpositions in a row are one, or none.
    const from = source.kind === "transpose" ? source.inputs[0]! : split;
    const whole = source.kind === "transpose"
      ? moved.map((axis) => source.attributes.permutation[axis]!)
      : moved;
    if (whole.every((axis, i) => axis === i)) return from;
    return this.#builder.add({
      name: `${label.name}/transpose`,
      layerClass: label.layerClass,
      kind: "transpose",
      inputs: [from],
      attributes: { permutation: whole },
      shape: [null, ...order.map((axis) => lengths[axis]!)],
    });
  }

  #reshaped(
    id: number,
    lengths: readonly number[],
    label: NodeLabel,
  ): number {
    const node = this.#builder.nodes[id]!;
    // Only the last of several shapes in a row is seen.
    const from = node.kind === "reshape" ? node.inputs[0]! : id;
    if (sameList(this.#lengths(id), lengths)) return id;
    if (sameList(this.#lengths(from), lengths)) return from;
    return this.#builder.add({
      name: `${label.name}/reshape`,
      layerClass: label.layerClass,
      kind: "reshape",
      inputs: [from],
      attributes: { shape: [null, ...lengths] },
      shape: [null, ...lengths],
    });
  }

  #lengths(id: number): readonly (number | null)[] {
    return this.#builder.shapeOf(id).slice(1);
  }
}

/** The value with its axes in another order: nothing moves. */
export function transposed(
  value: LaidOut,
  permutation: readonly number[],
): LaidOut {
  return {
    id: value.id,
    shape: permutation.map((axis) => value.shape[axis]!),
    axes: value.axes.map((axis) =>
      axis === NO_AXIS ? NO_AXIS : permutation.indexOf(axis)
    ),
  };
}

/**
 * A constant that is broadcast to a value of `shape`, in the order in which the
 * value lies. Axes of length 1 at the front are left out.
 */
export function arrangedConstant(
  constant: Constant,
  shape: readonly number[],
  axes: readonly number[],
): WeightValues {
  const front = shape.length - constant.shape.length;
  const lengths = axes.map((axis) => constant.shape[axis - front] ?? 1);
  const strides = constant.shape.map((_, axis) =>
    sizeOf(constant.shape.slice(axis + 1))
  );
  const steps = axes.map((axis) => strides[axis - front] ?? 0);
  const leading = lengths.findIndex((length) => length !== 1);
  const first = leading < 0 ? lengths.length : leading;
  return {
    shape: lengths.slice(first),
    data: permuteValues(
      constant.data,
      lengths.slice(first),
      steps.slice(first),
    ),
  };
}

/** The elements of an array in the order of `lengths`, `steps` apart. */
export function permuteValues(
  data: Constant["data"],
  lengths: readonly number[],
  steps: readonly number[],
): Float32Array {
  const result = new Float32Array(sizeOf(lengths));
  const last = lengths.length - 1;
  if (result.length === 0) return result;
  if (last < 0) return Float32Array.of(data[0]!);
  // The axis along which the source lies in a row is walked in blocks beside the
  // last one: both then stay in the processor's cache.
  const row = steps.findLastIndex((step, axis) => step === 1 && axis !== last);
  const strides = lengths.map((_, axis) => sizeOf(lengths.slice(axis + 1)));
  const outer = lengths.map((_, axis) => axis).filter((axis) =>
    axis !== last && axis !== row
  );
  const rows = row < 0
    ? { length: 1, from: 0, to: 0 }
    : { length: lengths[row]!, from: 1, to: strides[row]! };
  const index = outer.map(() => 0);
  let [from, to] = [0, 0];
  for (let done = false; !done;) {
    copyBlocks(data, result, from, to, rows, lengths[last]!, steps[last]!);
    done = true;
    for (let i = outer.length - 1; i >= 0 && done; i--) {
      const axis = outer[i]!;
      from += steps[axis]!;
      to += strides[axis]!;
      done = ++index[i]! === lengths[axis];
      if (!done) break;
      from -= steps[axis]! * lengths[axis]!;
      to -= strides[axis]! * lengths[axis]!;
      index[i] = 0;
    }
  }
  return result;
}

const BLOCK = 32;

/** Copies a matrix whose rows lie apart in `to` and columns in `from`. */
function copyBlocks(
  data: Constant["data"],
  result: Float32Array,
  from: number,
  to: number,
  rows: { readonly length: number; readonly from: number; readonly to: number },
  columns: number,
  step: number,
): void {
  for (let i = 0; i < rows.length; i += BLOCK) {
    const end = Math.min(i + BLOCK, rows.length);
    for (let j = 0; j < columns; j += BLOCK) {
      const stop = Math.min(j + BLOCK, columns);
      for (let r = i; r < end; r++) {
        const source = from + r * rows.from;
        const target = to + r * rows.to;
        for (let c = j; c < stop; c++) {
          result[target + c] = data[source + c * step]!;
        }
      }
    }
  }
}

/** The lengths of `axes` of a shape. */
export function lengthsOf(
  shape: readonly number[],
  axes: readonly number[],
): readonly number[] {
  return axes.map((axis) => axis === NO_AXIS ? 1 : shape[axis]!);
}

/** A part of an axis that goes from one shape into another whole. */
interface Piece {
  readonly length: number;
}

/** Pieces that lie in a row, and the axes of the new shape that they make. */
interface Block {
  readonly pieces: readonly Piece[];
  readonly axes: readonly number[];
}

/**
 * The pieces of a value in the order in which they lie, and the blocks that they
 * must be brought into for another shape. Blocks keep the order of their first
 * pieces, so that what need not move does not.
 */
function regroup(
  value: LaidOut,
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
function runsOf(
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

function sameList(
  a: readonly (number | null)[],
  b: readonly (number | null)[],
): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
