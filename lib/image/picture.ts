/**
 * One decoded picture: bytes 0…255 `[height, width, channels]`, without alpha.
 */
export interface Picture {
  /** The pixels, row by row, channels last: gray, or red, green, blue. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** 1 for gray, 3 for color. */
  readonly channels: 1 | 3;
}

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

/**
 * Returns red, green, blue of pixels in cyan, magenta, yellow, black:
 * `(255 − k)(1 − c / 255)`, rounded, without a color profile.
 *
 * This is how Pillow's `convert("RGB")` does it, to the byte. A color-managed
 * conversion looks nicer and gives a network other numbers than it was trained on.
 *
 * @param cmyk Pixels, four bytes each, 0 is no ink.
 * @returns Pixels, three bytes each.
 */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(cmyk.length / 4 * 3);
  for (let i = 0, o = 0; i < cmyk.length; i += 4) {
    const light = 255 - cmyk[i + 3]!;
    for (let c = 0; c < 3; c++) {
      rgb[o++] = light - Math.round(cmyk[i + c]! * light / 255);
    }
  }
  return rgb;
}
