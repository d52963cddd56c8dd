import type { Random } from "../../random/mod.ts";

/**
 * A random set of exactly `count` pixels: 1 for each of them, else 0.
 *
 * @param pixels How many pixels there are to choose from.
 */
export function randomPixels(
  pixels: number,
  count: number,
  random: Random,
): Uint8Array {
  const set = new Uint8Array(pixels);
  const positions = Uint32Array.from({ length: pixels }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const k = i + random.integer(pixels - i);
    [positions[i], positions[k]] = [positions[k]!, positions[i]!];
    set[positions[i]!] = 1;
  }
  return set;
}

/** The pixels of a square at a random place, wholly within the image. */
export function randomSquare(
  [height, width]: readonly [height: number, width: number],
  side: number,
  random: Random,
): Uint8Array {
  const set = new Uint8Array(height * width);
  const top = random.integer(height - side + 1);
  const left = random.integer(width - side + 1);
  for (let y = top; y < top + side; y++) {
    set.fill(1, y * width + left, y * width + left + side);
  }
  return set;
}
