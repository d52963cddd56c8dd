import type { Picture } from "./picture.ts";

/**
 * Returns the picture in gray: ITU-R 601 luma, in the fixed-point form of
 * Pillow's mode "L", `(19595 R + 38470 G + 7471 B + 32768) >> 16`.
 *
 * A picture that is gray already comes back as it is, and r = g = b = v gives v.
 *
 * @param picture The picture; it is not changed.
 * @returns A picture of one channel.
 */
export function toGray(picture: Picture): Picture {
  if (picture.channels === 1) return picture;
  const { data, height, width } = picture;
  const gray = new Uint8Array(height * width);
  for (let i = 0; i < gray.length; i++) {
    gray[i] = (19595 * data[3 * i]! + 38470 * data[3 * i + 1]! +
      7471 * data[3 * i + 2]! +
      32768) >> 16;
  }
  return { data: gray, height, width, channels: 1 };
}
