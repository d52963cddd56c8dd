import type { Random } from "../random/mod.ts";

/** What is done to training images at random: plain data. */
export interface Augmentation {
  /**
   * Whether half of the images are mirrored left to right.
   *
   * @default {false}
   */
  readonly flip?: boolean;
  /**
   * Pixels by which an image is shifted at most, both ways; black moves in. That
   * is padding by so many pixels and cropping at random.
   *
   * @default {0}
   */
  readonly crop?: number;
}

/**
 * Returns the images mirrored and shifted, each by numbers of its own; what
 * moves in is 0.
 *
 * @param pixels The images, `[N, H, W, C]`; not changed.
 * @param imageShape `[H, W, C]`.
 * @param augmentation What is done; where it is nothing, the images come back
 * themselves.
 * @param random Where the numbers come from: three an image.
 */
export function augment(
  pixels: Float32Array,
  imageShape: readonly [height: number, width: number, channels: number],
  { flip = false, crop = 0 }: Augmentation,
  random: Random,
): Float32Array {
  if (!flip && crop === 0) return pixels;
  const size = imageShape.reduce((product, side) => product * side, 1);
  const moved = new Float32Array(pixels.length);
  for (let start = 0; start < pixels.length; start += size) {
    move(
      pixels.subarray(start, start + size),
      moved.subarray(start, start + size),
      imageShape,
      {
        mirrored: random.chance(0.5) && flip,
        down: random.integer(2 * crop + 1) - crop,
        right: random.integer(2 * crop + 1) - crop,
      },
    );
  }
  return moved;
}

/** What is done to one image. */
interface Move {
  readonly mirrored: boolean;
  readonly down: number;
  readonly right: number;
}

function move(
  source: Float32Array,
  target: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  { mirrored, down, right }: Move,
): void {
  for (let y = Math.max(0, down); y < Math.min(height, height + down); y++) {
    for (let x = Math.max(0, right); x < Math.min(width, width + right); x++) {
      const column = mirrored ? width - 1 - (x - right) : x - right;
      const from = ((y - down) * width + column) * channels;
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) target[to + c] = source[from + c]!;
    }
  }
}
