import { assertEquals } from "@std/assert";
import { type Images, toImages } from "../../lib/image/mod.ts";
import type { Preprocessing } from "../../lib/model/mod.ts";
import { pattern } from "./pattern.ts";

/** What values may differ by: the pixels are the same, what is left is float32. */
export const LEVELS = 1e-4;

/** Of a pattern, as it is for a network whose input is a square of `side`. */
export function prepared(
  [height, width]: readonly number[],
  side: number,
  preprocessing: Preprocessing,
): Promise<Images> {
  const picture = {
    data: pattern(height!, width!),
    shape: [height!, width!, 3],
  };
  return toImages(picture, { inputShape: [side, side, 3] }, { preprocessing });
}

/** The greatest difference from what was taken at 16 places, in levels of 0…255. */
export function greatestDifference(
  { values, shape: [, height, width] }: Images,
  taken: string,
  { scale, std }: Preprocessing,
): number {
  const theirs = new Float32Array(Uint8Array.fromBase64(taken).buffer);
  assertEquals(theirs.length, 16 * 3);
  const differences = Array.from(theirs, (value, i) => {
    const [place, channel] = [Math.floor(i / 3), i % 3];
    const pixel = (61 * place % height) * width + 89 * place % width;
    const own = values[pixel * 3 + channel]!;
    return Math.abs(own - value) * std[channel]! / scale;
  });
  return Math.max(...differences);
}
