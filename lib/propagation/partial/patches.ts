import * as tf from "@tensorflow/tfjs";
import type { Pair } from "../../model/mod.ts";
import type { Rectangle, Span } from "./region.ts";

/** What is computed of one node for one changed image. */
export interface Patch {
  /** Values of several images, `[n, h, w, C]`, or `[n, …]` of whole outputs. */
  readonly values: tf.Tensor;
  /** Which of them are this image's. */
  readonly row: number;
  /** Where they lie in the node's maps; whole outputs where it is left out. */
  readonly place?: Rectangle;
  /** The part of the place that differs from the image that was not changed. */
  readonly changed?: Rectangle;
}

/** The whole output of a node for one image, `[1, …]`. */
export function wholeOutput(
  patch: Patch | undefined,
  base: tf.Tensor,
): tf.Tensor {
  if (patch === undefined) return base;
  const { values, row, place } = patch;
  if (place === undefined) return tf.slice(values, row, 1);
  const [, height, width] = base.shape;
  return cropOf(patch, base, [[0, height!], [0, width!]], 0);
}

/**
 * A part of the maps of one changed image, `[1, h, w, C]`.
 *
 * @param patch What is computed of them; nothing is changed if left out.
 * @param base The maps of the image that was not changed, `[1, H, W, C]`.
 * @param wanted The part; some of it may lie beyond the borders.
 * @param fill The value there.
 */
export function cropOf(
  patch: Patch | undefined,
  base: tf.Tensor,
  wanted: Rectangle,
  fill: number,
): tf.Tensor {
  const sides: Pair = [base.shape[1]!, base.shape[2]!];
  const within = (axis: 0 | 1): Span => [
    Math.max(0, wanted[axis][0]),
    Math.min(sides[axis], wanted[axis][1]),
  ];
  const [rows, columns] = [within(0), within(1)];
  const beyond = wanted.map(([from, to], axis): [number, number] => {
    const inside = axis === 0 ? rows : columns;
    return [inside[0] - from, to - inside[1]];
  });
  const inside = overlaid(patch, base, rows, columns);
  return beyond.flat().every((count) => count === 0)
    ? inside
    : tf.pad(inside, [[0, 0], ...beyond, [0, 0]], fill);
}

/** A rectangle of the maps, with what is computed of them in its place. */
function overlaid(
  patch: Patch | undefined,
  base: tf.Tensor,
  rows: Span,
  columns: Span,
): tf.Tensor {
  if (patch === undefined) return part(base, rows, columns)!;
  const { values, row, place = [[0, base.shape[1]!], [0, base.shape[2]!]] } =
    patch;
  const common = (a: Span, b: Span): Span => [
    Math.max(a[0], b[0]),
    Math.min(a[1], b[1]),
  ];
  const [own, across] = [common(rows, place[0]), common(columns, place[1])];
  if (own[0] >= own[1] || across[0] >= across[1]) {
    return part(base, rows, columns)!;
  }
  const inPlace = (span: Span, axis: 0 | 1): Span => [
    span[0] - place[axis][0],
    span[1] - place[axis][0],
  ];
  return aside([
    part(base, [rows[0], own[0]], columns),
    aside([
      part(base, own, [columns[0], across[0]]),
      part(values, inPlace(own, 0), inPlace(across, 1), row),
      part(base, own, [across[1], columns[1]]),
    ], 2),
    part(base, [own[1], rows[1]], columns),
  ], 1);
}

/** A rectangle of the maps of one image, if it is not empty. */
function part(
  maps: tf.Tensor,
  rows: Span,
  columns: Span,
  image = 0,
): tf.Tensor | undefined {
  const [height, width] = [rows[1] - rows[0], columns[1] - columns[0]];
  return height <= 0 || width <= 0 ? undefined : tf.slice(
    maps,
    [image, rows[0], columns[0], 0],
    [1, height, width, -1],
  );
}

function aside(
  parts: readonly (tf.Tensor | undefined)[],
  axis: number,
): tf.Tensor {
  const there = parts.filter((part) => part !== undefined);
  return there.length > 1 ? tf.concat(there, axis) : there[0]!;
}
