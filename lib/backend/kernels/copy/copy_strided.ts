import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";

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

/** Part of the width of a transposition that a unit does, as in `tiles.as`. */
const UNIT_WIDTH = 16;

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
  const { name, units, words } = transposes
    ? tilesOf(inner!, side, outer.filter((axis) => axis !== side))
    : rowsOf(inner!, outer);
  backend.launch({
    operation: "copy",
    function: name,
    args: [from, to, ...words],
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
  readonly name: string;
  readonly units: number;
  readonly words: readonly number[];
}

function rowsOf(inner: CopyAxis, outer: readonly CopyAxis[]): CopyLaunch {
  const rows = outer.reduce((product, { length }) => product * length, 1);
  const unitLength = Math.min(inner.length, UNIT_VALUES);
  const unitRows = Math.max(1, Math.floor(UNIT_VALUES / inner.length));
  return {
    name: "copyRows",
    units: Math.ceil(rows / unitRows) * Math.ceil(inner.length / unitLength),
    words: [
      inner.length,
      unitLength,
      rows,
      unitRows,
      inner.from * 4,
      inner.to * 4,
      ...outerWords(outer),
    ],
  };
}

function tilesOf(
  inner: CopyAxis,
  side: CopyAxis,
  outer: readonly CopyAxis[],
): CopyLaunch {
  const matrices = outer.reduce((product, { length }) => product * length, 1);
  const unitHeight = Math.min(
    Math.ceil(inner.length / 4) * 4,
    UNIT_VALUES / UNIT_WIDTH,
  );
  return {
    name: "transposeTiles",
    units: matrices * Math.ceil(side.length / UNIT_WIDTH) *
      Math.ceil(inner.length / unitHeight),
    words: [
      side.length,
      inner.length,
      inner.from * 4,
      side.to * 4,
      unitHeight,
      ...outerWords(outer),
    ],
  };
}

function outerWords(outer: readonly CopyAxis[]): readonly number[] {
  return [
    outer.length,
    ...outer.flatMap(({ length, from, to }) => [length, from * 4, to * 4]),
  ];
}
