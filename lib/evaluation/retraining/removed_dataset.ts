import type { Dataset } from "../../data/mod.ts";
import { Random } from "../../random/mod.ts";
import {
  type FillContext,
  type FillName,
  fillOf,
} from "../perturbation/fill.ts";
import type { RankedImages } from "./ranked_images.ts";

/** What is removed from a dataset, and what takes its place. */
export interface Removal {
  readonly ranked: RankedImages;
  /** The share of the pixels of every image that is removed, 0…1. */
  readonly fraction: number;
  readonly fill: FillName;
  readonly context: FillContext;
  /** Chooses the noise of a random fill. */
  readonly seed: number;
  /** Tells the sets of one experiment apart where something is drawn. */
  readonly stream: number;
}

/**
 * A dataset whose images lack the first pixels of a ranking: of H·W pixels,
 * `round(fraction · H · W)`, with all of their channels.
 */
export function removedDataset(base: Dataset, removal: Removal): Dataset {
  const { ranked, fraction, fill, context, seed, stream } = removal;
  const [height, width, channels] = base.imageShape;
  const pixelCount = height * width;
  const removedCount = Math.round(fraction * pixelCount);
  const { of } = fillOf(fill);
  return {
    name: `${base.name}, ${Math.round(100 * fraction)} % removed`,
    classes: base.classes,
    size: base.size,
    imageShape: base.imageShape,
    async read(indices) {
      const { pixels, labels } = await base.read(indices);
      const orders = await ranked.orders(indices);
      const result = new Float32Array(pixels.length);
      const size = pixelCount * channels;
      for (const [i, index] of indices.entries()) {
        const removed = new Uint8Array(pixelCount);
        for (const at of orders[i]!.subarray(0, removedCount)) removed[at] = 1;
        const image = pixels.slice(i * size, (i + 1) * size);
        const random = new Random(seed, index, stream);
        result.set(of(image, context)(removed, random), i * size);
      }
      return { pixels: result, labels };
    },
  };
}
