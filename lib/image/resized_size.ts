/** Height and width in pixels. */
export type Size = readonly [height: number, width: number];

/** Height and width in pixels; null is a side of any length. */
export type OpenSize = readonly [height: number | null, width: number | null];

/**
 * Returns the size to which a picture is resized before the centre crop.
 *
 * With `resize`, the shorter side gets that length and the longer one
 * `int(resize · long / short)`, as torchvision's `Resize(resize)` computes it.
 * Without, the picture is resized just enough to cover the crop; for a square
 * crop that is `Resize(side)`. A crop open on both sides leaves the size alone.
 *
 * @param size The picture's size.
 * @param crop The size of the crop.
 * @param resize Length of the shorter side, a positive integer.
 * @returns The size after resizing.
 */
export function resizedSize(size: Size, crop: OpenSize, resize?: number): Size {
  const [height, width] = size;
  if (crop[0] === null && crop[1] === null) return size;
  if (resize !== undefined) {
    return height <= width ? byHeight(size, resize) : byWidth(size, resize);
  }
  if (crop[1] === null) return byHeight(size, crop[0]!);
  if (crop[0] === null) return byWidth(size, crop[1]);
  const heightLimits = height * crop[1] <= width * crop[0];
  return heightLimits ? byHeight(size, crop[0]) : byWidth(size, crop[1]);
}

function byHeight([height, width]: Size, length: number): Size {
  return [length, Math.max(1, Math.floor(length * width / height))];
}

function byWidth([height, width]: Size, length: number): Size {
  return [Math.max(1, Math.floor(length * height / width)), length];
}
