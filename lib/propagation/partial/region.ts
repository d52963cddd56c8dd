import type { Pair } from "../../model/mod.ts";
import type { Reach } from "./reach.ts";

/** From the first up to the last, without it. */
export type Span = readonly [from: number, to: number];

/** A part of maps: some rows and columns. */
export type Rectangle = readonly [rows: Span, columns: Span];

/** Height and width of a rectangle. */
export function sizeOf([rows, columns]: Rectangle): Pair {
  return [rows[1] - rows[0], columns[1] - columns[0]];
}

/** A rectangle of two spans, each a function of the axis. */
export function rectangle(along: (axis: 0 | 1) => Span): Rectangle {
  return [along(0), along(1)];
}

/** The rectangle that holds both. */
export function bothOf(a: Rectangle, b: Rectangle): Rectangle {
  return rectangle((axis) => [
    Math.min(a[axis][0], b[axis][0]),
    Math.max(a[axis][1], b[axis][1]),
  ]);
}

/** The part of a node's maps, of `sides`, that a part of its input reaches. */
export function reachedFrom(
  part: Rectangle,
  { size, strides, margins }: Reach,
  sides: Pair,
): Rectangle {
  return rectangle((axis) => {
    const [from, to] = part[axis];
    const [before] = margins[axis];
    const step = strides[axis];
    const first = Math.ceil((from + before - size[axis] + 1) / step);
    const last = Math.floor((to - 1 + before) / step);
    // Steps over 1 may pass a rectangle over: one value is always computed.
    const low = Math.min(Math.max(first, 0), sides[axis] - 1);
    return [low, Math.min(Math.max(low, last) + 1, sides[axis])];
  });
}

/** What a part of a node's maps is made of; it may lie beyond the borders. */
export function neededFor(
  part: Rectangle,
  { size, strides, margins }: Reach,
): Rectangle {
  return rectangle((axis) => {
    const from = part[axis][0] * strides[axis] - margins[axis][0];
    const count = part[axis][1] - part[axis][0];
    return [from, from + (count - 1) * strides[axis] + size[axis]];
  });
}

/** A rectangle with sides that are multiples of `unit`, where maps of `sides` have room. */
export function roundedUp(
  part: Rectangle,
  unit: number,
  sides: Pair,
): Rectangle {
  return rectangle((axis) => {
    const count = part[axis][1] - part[axis][0];
    const size = Math.min(Math.ceil(count / unit) * unit, sides[axis]);
    const from = Math.min(part[axis][0], sides[axis] - size);
    return [from, from + size];
  });
}
