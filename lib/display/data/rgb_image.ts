import { describeValue } from "../../options/mod.ts";

/** A color picture to draw: one byte for each of red, green and blue. */
export interface RgbImage {
  /** The pixels `[height, width, 3]`, row by row. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
}

/**
 * Checks that an image can be drawn.
 *
 * @throws {TypeError} If its data is not of bytes, or of another length than the
 * size asks for.
 * @throws {RangeError} If a side is not a positive integer.
 */
export function checkImage(image: RgbImage): void {
  const { data } = image;
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    throw new TypeError(
      `Cannot draw image as its data must be a Uint8Array: current value is ${
        describeValue(data)
      }`,
    );
  }
  checkSize("image", image, data.length, 3);
}

/**
 * Checks the size of a picture or a map.
 *
 * @param what What is drawn, for the message: `image` or `map "conv1"`.
 * @param perPixel Values a pixel: 3 for color, 1 for a map.
 * @throws {RangeError} If a side is not a positive integer.
 * @throws {TypeError} If the data has another length than the size asks for.
 */
export function checkSize(
  what: string,
  size: { readonly height: number; readonly width: number },
  length: number,
  perPixel: number,
): void {
  for (const side of ["height", "width"] as const) {
    if (!Number.isInteger(size[side]) || size[side] < 1) {
      throw new RangeError(
        `Cannot draw ${what} as its ${side} must be a positive integer: current value is ${
          size[side]
        }`,
      );
    }
  }
  const needed = size.height * size.width * perPixel;
  if (length !== needed) {
    throw new TypeError(
      `Cannot draw ${what} as ${size.height} × ${size.width} must have ${needed} values: current value is ${length}`,
    );
  }
}
