import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import type { Pair } from "../../model/mod.ts";
import { type Rectangle, rectangle, sizeOf, type Span } from "./region.ts";

/** What is computed of one node for one changed image. */
export interface Patch {
  /** Values of several images, `[n, h, w, C]`, or `[n, …]` of whole outputs. */
  readonly values: tf.Tensor;
  /** Which of them are this image's. */
  readonly row: number;
  /** Where they lie in the node's maps; whole outputs where it is left out. */
  readonly place?: Rectangle;
}

/**
 * The whole outputs of a node for some images, `[n, …]`.
 *
 * @param base That of the image that was not changed.
 */
export function wholeOutputs(
  patches: readonly (Patch | undefined)[],
  base: () => tf.Tensor,
): tf.Tensor {
  if (patches.some((patch) => patch?.place !== undefined)) {
    const [, height, width] = base().shape;
    const whole: Rectangle = [[0, height!], [0, width!]];
    return cropsOf(patches, base(), patches.map(() => whole), 0);
  }
  return tf.concat(
    patches.map((patch) =>
      patch === undefined ? base() : tf.slice(patch.values, patch.row, 1)
    ),
    0,
  );
}

/**
 * Parts of the maps of some changed images that have one size, `[n, h, w, C]`.
 *
 * @param patches What is computed of each; nothing of one is changed if undefined.
 * @param base The maps of the image that was not changed, `[1, H, W, C]`.
 * @param wanted The parts; some of them may lie beyond the borders.
 * @param fill The value there.
 */
export function cropsOf(
  patches: readonly (Patch | undefined)[],
  base: tf.Tensor,
  wanted: readonly Rectangle[],
  fill: number,
): tf.Tensor {
  const tensors = new Set([
    base,
    ...patches.flatMap((patch) => patch === undefined ? [] : [patch.values]),
  ]);
  const names = new Map([...tensors].map((tensor, i) => [tensor, `${i}`]));
  const [, height, width, channels] = base.shape as [
    number,
    number,
    number,
    number,
  ];
  const whole: Rectangle = [[0, height], [0, width]];
  const pasted = patches.flatMap((patch, image) => {
    const { values = base, row = 0, place = whole } = patch ?? {};
    const part = (tensor: tf.Tensor, row: number, at: Span, seen: Rectangle) =>
      pastedOf(names.get(tensor)!, [row, ...at], seen, image, wanted[image]!);
    const seen = commonOf(wanted[image]!, whole);
    return [
      ...aroundOf(seen, place).flatMap((strip) => part(base, 0, [0, 0], strip)),
      ...part(values, row, [place[0][0], place[1][0]], commonOf(seen, place)),
    ];
  });
  const covered = wanted.every((part) =>
    isEmpty(part) || aroundOf(part, whole).every(isEmpty)
  );
  const size = sizeOf(wanted[0]!);
  return runFused(
    "FullGradPaste",
    Object.fromEntries([...names].map(([tensor, name]) => [name, tensor])),
    {
      shape: [patches.length, ...size, channels],
      ...!covered && { fill },
      pasted,
    },
    () =>
      tf.concat(
        patches.map((patch, i) => cropOf(patch, base, wanted[i]!, fill)),
        0,
      ),
  );
}

/** A part of an image's maps as the kernel pastes it, if it is not empty. */
function pastedOf(
  input: string,
  [row, top, left]: readonly [row: number, top: number, left: number],
  seen: Rectangle,
  image: number,
  wanted: Rectangle,
) {
  const [[firstRow], [firstColumn]] = seen;
  return isEmpty(seen) ? [] : [{
    input,
    from: [row, firstRow - top, firstColumn - left],
    to: [image, firstRow - wanted[0][0], firstColumn - wanted[1][0]],
    size: sizeOf(seen),
  }];
}

/** What of a part lies above, below, left and right of a place. */
function aroundOf(part: Rectangle, place: Rectangle): readonly Rectangle[] {
  const [rows, columns] = part;
  const [own, across] = commonOf(part, place);
  return isEmpty([own, across]) ? [part] : [
    [[rows[0], own[0]], columns],
    [[own[1], rows[1]], columns],
    [own, [columns[0], across[0]]],
    [own, [across[1], columns[1]]],
  ];
}

function commonOf(a: Rectangle, b: Rectangle): Rectangle {
  return rectangle((axis) => [
    Math.max(a[axis][0], b[axis][0]),
    Math.min(a[axis][1], b[axis][1]),
  ]);
}

function isEmpty(part: Rectangle): boolean {
  return sizeOf(part).some((side) => side <= 0);
}

/**
 * A part of the maps of one changed image, `[1, h, w, C]`.
 *
 * @param patch What is computed of them; nothing is changed if left out.
 * @param base The maps of the image that was not changed, `[1, H, W, C]`.
 * @param wanted The part; some of it may lie beyond the borders.
 * @param fill The value there.
 */
function cropOf(
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
  const [own, across] = commonOf([rows, columns], place);
  if (isEmpty([own, across])) return part(base, rows, columns)!;
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
