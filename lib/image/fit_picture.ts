import { centreWindow } from "./centre_window.ts";
import type { Picture } from "./picture.ts";
import { resampleAxis } from "./resample_axis.ts";
import { type OpenSize, resizedSize } from "./resized_size.ts";

/**
 * Returns the picture resized and cropped at its centre, as torchvision's
 * `Resize` (bilinear, antialiased) and `CenterCrop` on a Pillow image do, to the byte.
 *
 * Sizes are those of {@linkcode resizedSize}. Only what the crop keeps is
 * computed. Where the crop is larger than the resized picture, the rest is black.
 *
 * @param picture The picture; it is not changed.
 * @param crop Size of the result; a null side is not cropped.
 * @param resize Length of the shorter side before the crop; by default just
 * enough to cover the crop.
 * @returns The picture in its new size.
 */
export function fitPicture(
  picture: Picture,
  crop: OpenSize,
  resize?: number,
): Picture {
  const { height, width, channels } = picture;
  const [newHeight, newWidth] = resizedSize([height, width], crop, resize);
  const rows = centreWindow(newHeight, crop[0]);
  const columns = centreWindow(newWidth, crop[1]);

  // Columns first, as Pillow: the intermediate picture is rounded to bytes.
  const narrow = newWidth === width && columns.count === width
    ? picture.data
    : resampleAxis(
      picture.data,
      { outer: height, length: width, inner: channels },
      { length: newWidth, ...columns },
    );
  const kept = newHeight === height && rows.count === height
    ? narrow
    : resampleAxis(
      narrow,
      { outer: 1, length: height, inner: columns.count * channels },
      { length: newHeight, ...rows },
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
