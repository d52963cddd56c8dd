import type { Dataset } from "../../data/mod.ts";
import type { Model } from "../../model/mod.ts";
import { Random } from "../../random/mod.ts";

/** Which pixels of an image are deleted, by a stream of its own. */
export type Deletion = (random: Random) => Uint8Array;

/** The stream of fine-tuning begins here; a visit of an image is one of it. */
const TUNING_STREAM = 1 << 20;

/**
 * Images with parts deleted, other parts whenever an image is read: what they are
 * follows from seed, image and how often it was read before.
 *
 * @param color What takes the place of deleted pixels, 0…1, by channel.
 */
export function deletedParts(
  dataset: Dataset,
  deletion: Deletion,
  color: readonly number[],
  seed: number,
): Dataset {
  const visits = new Map<number, number>();
  const [height, width, channels] = dataset.imageShape;
  return {
    ...dataset,
    name: `${dataset.name}, parts deleted`,
    async read(indices) {
      const { pixels, labels } = await dataset.read(indices);
      const changed = pixels.slice();
      for (const [i, index] of indices.entries()) {
        const visit = visits.get(index) ?? 0;
        visits.set(index, visit + 1);
        const random = new Random(seed, index, TUNING_STREAM + visit);
        deletion(random).forEach((gone, pixel) => {
          if (gone === 0) return;
          changed.set(color, (i * height * width + pixel) * channels);
        });
      }
      return { pixels: changed, labels };
    },
  };
}

/** The pixel, 0…1, of which a network's preprocessing makes 0. */
export function zeroPixel(
  { preprocessing }: Pick<Model, "preprocessing">,
  channels: number,
): readonly number[] {
  if (preprocessing === undefined) return Array(channels).fill(0);
  const { scale, mean, channelOrder } = preprocessing;
  const zero = mean.map((value) => value / (255 * scale));
  return channelOrder === "bgr" ? zero.toReversed() : zero;
}

/**
 * The patches of an image: `side` × `side` rectangles, row by row, of equal size
 * where the sides divide.
 *
 * @returns By patch, 1 for each of its pixels.
 */
export function patchesOf(
  [height, width]: readonly [number, number],
  side: number,
): readonly Uint8Array[] {
  if (side > Math.min(height, width)) {
    throw new RangeError(
      `Cannot cut an image into patches as side must be ${
        Math.min(height, width)
      } at most, the pixels of its shorter side: current value is ${side}`,
    );
  }
  const edge = (length: number, i: number) => Math.round(i * length / side);
  return Array.from({ length: side * side }, (_, patch) => {
    const [row, column] = [Math.floor(patch / side), patch % side];
    const set = new Uint8Array(height * width);
    for (let y = edge(height, row); y < edge(height, row + 1); y++) {
      set.fill(
        1,
        y * width + edge(width, column),
        y * width + edge(width, column + 1),
      );
    }
    return set;
  });
}
