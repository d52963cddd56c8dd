import type { Preprocessing } from "../model/mod.ts";
import type { Picture } from "./picture.ts";
import { resampleAxis } from "./resample_axis.ts";

/** Height and width in pixels. */
export type Size = readonly [height: number, width: number];

/** Height and width in pixels; null is a side of any length. */
export type OpenSize = readonly [height: number | null, width: number | null];

/** How a picture of another shape is brought to a size. */
export type FitOptions = Pick<
  Preprocessing,
  "fit" | "resize" | "cropOffset" | "interpolation"
>;

/**
 * Returns the picture resized and cropped at its center, as torchvision's
 * `Resize` (antialiased) and `CenterCrop` on a Pillow image do, to the byte.
 *
 * Sizes are those of {@linkcode resizedSize}. Only what the crop keeps is
 * computed. Where the crop is larger than the resized picture, the rest is black.
 *
 * @param picture The picture; it is not changed.
 * @param crop Size of the result; a null side is not cropped.
 * @param options Whether it is stretched, and how it is resized.
 * @returns The picture in its new size; itself if it has that already.
 */
export function fitPicture(
  picture: Picture,
  crop: OpenSize,
  options: FitOptions = {},
): Picture {
  const { height, width, channels } = picture;
  const [newHeight, newWidth] = resizedSize([height, width], crop, options);
  const rows = centerWindow(newHeight, crop[0], options.cropOffset);
  const columns = centerWindow(newWidth, crop[1], options.cropOffset);

  // Columns first, as Pillow: the intermediate picture is rounded to bytes.
  const narrow = newWidth === width && columns.count === width
    ? picture.data
    : resampleAxis(
      picture.data,
      { outer: height, length: width, inner: channels },
      { length: newWidth, ...columns },
      options.interpolation,
    );
  const kept = newHeight === height && rows.count === height
    ? narrow
    : resampleAxis(
      narrow,
      { outer: 1, length: height, inner: columns.count * channels },
      { length: newHeight, ...rows },
      options.interpolation,
    );

  const size = [crop[0] ?? newHeight, crop[1] ?? newWidth] as const;
  if (rows.count === size[0] && columns.count === size[1]) {
    return { data: kept, height: size[0], width: size[1], channels };
  }
  const data = new Uint8Array(size[0] * size[1] * channels);
  const length = columns.count * channels;
  for (let y = 0; y < rows.count; y++) {
    const target = ((rows.before + y) * size[1] + columns.before) * channels;
    data.set(kept.subarray(y * length, (y + 1) * length), target);
  }
  return { data, height: size[0], width: size[1], channels };
}

/**
 * Returns the size to which a picture is resized before the center crop.
 *
 * With `resize`, the shorter side gets that length and the longer one
 * `int(resize · long / short)`, as torchvision's `Resize(resize)` computes it.
 * Without, the picture is resized just enough to cover the crop; for a square
 * crop that is `Resize(side)`. A crop open on both sides leaves the size alone.
 *
 * A picture that is stretched gets the crop's shape instead of its own:
 * `Resize((height, width))`, or timm's "squash" where a crop follows. A crop that
 * is open on a side has no shape of its own.
 *
 * @param size The picture's size.
 * @param crop The size of the crop.
 * @param options Whether it is stretched, and the length of its shorter side.
 * @returns The size after resizing.
 */
export function resizedSize(
  size: Size,
  crop: OpenSize,
  { fit, resize }: FitOptions = {},
): Size {
  const [rows, columns] = crop;
  if (rows === null && columns === null) return size;
  if (fit === "stretch" && rows !== null && columns !== null) {
    if (resize === undefined) return [rows, columns];
    return withShorterSide([rows, columns], resize);
  }
  if (resize !== undefined) return withShorterSide(size, resize);
  const [height, width] = size;
  if (columns === null) return withHeight(size, rows!);
  if (rows === null) return withWidth(size, columns);
  return height * columns <= width * rows
    ? withHeight(size, rows)
    : withWidth(size, columns);
}

function withShorterSide(size: Size, length: number): Size {
  return size[0] <= size[1]
    ? withHeight(size, length)
    : withWidth(size, length);
}

function withHeight([height, width]: Size, length: number): Size {
  return [length, Math.max(1, Math.floor(length * width / height))];
}

function withWidth([height, width]: Size, length: number): Size {
  return [Math.max(1, Math.floor(length * height / width)), length];
}

/** The part of an axis that a center crop keeps. */
export interface Window {
  /** First kept index. */
  readonly start: number;
  /** Number of indices kept. */
  readonly count: number;
  /** Number of zeros before the kept part, where the crop is longer than the axis. */
  readonly before: number;
}

/**
 * Returns what a center crop keeps of one axis, as torchvision's `CenterCrop`:
 * the offset is `(length − crop) / 2` with halves rounded to even, or down; an axis that
 * is too short gets `floor((crop − length) / 2)` zeros in front.
 *
 * @param length Length of the axis.
 * @param crop Length after the crop; null keeps all.
 * @param cropOffset Whether a half is rounded to even or down.
 * @returns The window.
 */
export function centerWindow(
  length: number,
  crop: number | null,
  cropOffset: FitOptions["cropOffset"] = "round",
): Window {
  if (crop === null) return { start: 0, count: length, before: 0 };
  if (crop > length) {
    return { start: 0, count: length, before: Math.floor((crop - length) / 2) };
  }
  const half = (length - crop) / 2;
  const start = cropOffset === "floor" ? Math.floor(half) : roundHalfEven(half);
  return { start, count: crop, before: 0 };
}

/** The nearest integer; of a half, the even one, as Python rounds. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
