import type { FullgradBackend } from "../../engine/mod.ts";
import {
  copyRowsArgs,
  outerAxis,
  transposeTilesArgs,
  UNIT_WIDTH,
} from "./args.ts";

/** An axis of what is copied, with its steps in values of four bytes. */
export interface CopyAxis {
  readonly length: number;
  /** Step in what is read: 0 repeats, a negative one goes backwards. */
  readonly from: number;
  /** Step in what is written. */
  readonly to: number;
}

/** Values of a unit, some 10 µs. */
const UNIT_VALUES = 16384;

/** Up to this many values, waking the other threads costs more than it gives. */
const FEW_VALUES = 65536;

/** Copies values from an address to another, along any axes. */
export function copyStrided(
  backend: FullgradBackend,
  from: number,
  to: number,
  axes: readonly CopyAxis[],
): void {
  const count = axes.reduce((product, { length }) => product * length, 1);
  if (count === 0) return;
  const [inner, ...outer] = mergedAxes(axes);
  const side = outer.find((axis) => axis.from === 1 && axis.length >= 4);
  const transposes = side !== undefined && inner!.to === 1 &&
    Math.abs(inner!.from) > 1 && inner!.length >= 4;
  const { units, ...launch } = transposes
    ? tilesOf(from, to, inner!, side, outer.filter((axis) => axis !== side))
    : rowsOf(from, to, inner!, outer);
  backend.launch({
    operation: "copy",
    ...launch,
    units,
    ...count <= FEW_VALUES && { chunk: units },
  });
}

/** The axes by their step in what is written, the smallest first, as few as can be. */
function mergedAxes(axes: readonly CopyAxis[]): readonly CopyAxis[] {
  const merged: CopyAxis[] = [];
  const sorted = axes.filter(({ length }) => length > 1)
    .toSorted((a, b) => a.to - b.to);
  for (const axis of sorted) {
    const inner = merged.at(-1);
    if (
      inner && axis.from === inner.from * inner.length &&
      axis.to === inner.to * inner.length
    ) {
      merged[merged.length - 1] = {
        ...inner,
        length: inner.length * axis.length,
      };
    } else {
      merged.push(axis);
    }
  }
  return merged.length > 0 ? merged : [{ length: 1, from: 1, to: 1 }];
}

interface CopyLaunch {
  readonly function: "copyRows" | "transposeTiles";
  readonly units: number;
  readonly args: readonly number[];
}

function rowsOf(
  from: number,
  to: number,
  inner: CopyAxis,
  outer: readonly CopyAxis[],
): CopyLaunch {
  const rows = outer.reduce((product, { length }) => product * length, 1);
  const unitLength = Math.min(inner.length, UNIT_VALUES);
  const unitRows = Math.max(1, Math.floor(UNIT_VALUES / inner.length));
  const args = copyRowsArgs.pack({
    from,
    to,
    length: inner.length,
    unitLength,
    rows,
    unitRows,
    fromStep: inner.from * 4,
    toStep: inner.to * 4,
    axes: outer.length,
  });
  return {
    function: "copyRows",
    units: Math.ceil(rows / unitRows) * Math.ceil(inner.length / unitLength),
    args: [...args, ...packAxes(outer)],
  };
}

function tilesOf(
  from: number,
  to: number,
  inner: CopyAxis,
  side: CopyAxis,
  outer: readonly CopyAxis[],
): CopyLaunch {
  const matrices = outer.reduce((product, { length }) => product * length, 1);
  const unitHeight = Math.min(
    Math.ceil(inner.length / 4) * 4,
    UNIT_VALUES / UNIT_WIDTH,
  );
  const args = transposeTilesArgs.pack({
    from,
    to,
    width: side.length,
    height: inner.length,
    fromStep: inner.from * 4,
    toStep: side.to * 4,
    unitHeight,
    axes: outer.length,
  });
  return {
    function: "transposeTiles",
    units: matrices * Math.ceil(side.length / UNIT_WIDTH) *
      Math.ceil(inner.length / unitHeight),
    args: [...args, ...packAxes(outer)],
  };
}

function packAxes(outer: readonly CopyAxis[]): readonly number[] {
  return outer.flatMap(({ length, from, to }) =>
    outerAxis.pack({ length, from: from * 4, to: to * 4 })
  );
}

/** The axes of a shape, by the steps of what is read and of what is written. */
export function copyAxes(
  shape: readonly number[],
  from: readonly number[],
  to: readonly number[],
): readonly CopyAxis[] {
  return shape.map((length, axis) => ({
    length,
    from: from[axis]!,
    to: to[axis]!,
  }));
}

/** How far apart neighbors along each axis lie, row by row. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1)
  );
}
