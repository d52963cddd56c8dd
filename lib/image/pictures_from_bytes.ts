import type { PixelArray } from "./image_input.ts";
import type { Picture } from "./picture.ts";

/**
 * Returns copies of the pictures in an array of bytes; an alpha channel is dropped.
 *
 * @param pixels Bytes `[H, W, C]` or `[N, H, W, C]`, C = 1, 3 or 4; not changed.
 * @returns A picture for each of the N.
 * @throws {TypeError} If the shape is another, or not that of the data.
 */
export function picturesFromBytes(
  { data, shape }: PixelArray,
): readonly Picture[] {
  const batch = shape.length === 3 ? [1, ...shape] : shape;
  const [n = 0, height = 0, width = 0, channels = 0] = batch;
  const isShape = batch.length === 4 &&
    batch.every((side) => Number.isInteger(side) && side >= 0);
  if (!isShape || ![1, 3, 4].includes(channels)) {
    throw new TypeError(
      "Cannot use bytes as pictures as their shape must be [H, W, C] or [N, H, W, C] with " +
        `1, 3 or 4 channels: current shape is [${shape.join(", ")}]`,
    );
  }
  const size = height * width * channels;
  if (data.length !== n * size || (n > 0 && size === 0)) {
    throw new TypeError(
      `Cannot use bytes as pictures as shape [${
        shape.join(", ")
      }] must be that of the data ` +
        `and not empty: current number of bytes is ${data.length}`,
    );
  }
  return Array.from({ length: n }, (_, i) => {
    const part = data.subarray(i * size, (i + 1) * size);
    return channels === 4
      ? { data: withoutAlpha(part), height, width, channels: 3 }
      : { data: part.slice(), height, width, channels: channels as 1 | 3 };
  });
}

function withoutAlpha(rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array(rgba.length / 4 * 3);
  for (let i = 0; i < rgb.length; i++) {
    rgb[i] = rgba[Math.floor(i / 3) * 4 + i % 3]!;
  }
  return rgb;
}
