import type { Picture } from "./picture.ts";

/**
 * Returns the picture in three channels; gray becomes r = g = b.
 *
 * A picture that has three channels already comes back as it is.
 *
 * @param picture The picture; it is not changed.
 * @returns A picture of three channels.
 */
export function toRgb(picture: Picture): Picture {
  if (picture.channels === 3) return picture;
  const { data, height, width } = picture;
  const rgb = new Uint8Array(3 * data.length);
  for (let i = 0; i < data.length; i++) rgb.fill(data[i]!, 3 * i, 3 * i + 3);
  return { data: rgb, height, width, channels: 3 };
}
