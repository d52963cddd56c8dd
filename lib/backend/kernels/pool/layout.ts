/** Padding of rows and of columns, before and after. */
export type Pads = readonly [
  rows: readonly [before: number, after: number],
  columns: readonly [before: number, after: number],
];

/** The lengths of a pool. */
export interface PoolLayout {
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];
  readonly filterSize: readonly [height: number, width: number];
  readonly strides: readonly [height: number, width: number];
  /** The arguments that all functions have from `Arg.height` on. */
  readonly words: readonly number[];
  /** Whether every element of the input is in one window at most. */
  readonly disjoint: boolean;
  /** Whether every element is in one window at least. */
  readonly covering: boolean;
}

/** The layout of a pool from one shape to another. */
export function poolLayout(
  inShape: readonly number[],
  outShape: readonly number[],
  { filterSize, strides, pad }: {
    readonly filterSize: readonly [height: number, width: number];
    readonly strides: readonly [height: number, width: number];
    readonly pad: Pads;
  },
): PoolLayout {
  const disjoint = [0, 1].every((axis) => strides[axis]! >= filterSize[axis]!);
  const covering = [0, 1].every((axis) =>
    strides[axis]! <= filterSize[axis]! &&
    pad[axis]![0] < filterSize[axis]! &&
    (outShape[axis + 1]! - 1) * strides[axis]! + filterSize[axis]! -
          pad[axis]![0] >= inShape[axis + 1]!
  );
  return {
    inShape,
    outShape,
    filterSize,
    strides,
    words: [
      ...inShape.slice(1),
      ...outShape.slice(1, 3),
      ...filterSize,
      ...strides,
      pad[0][0],
      pad[1][0],
    ],
    disjoint,
    covering,
  };
}
