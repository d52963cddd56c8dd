import type { Dataset } from "../../data/mod.ts";
import { fingerprint } from "../units/mod.ts";
import { blocksOf } from "./blocks.ts";

/** The most images that are read for it. */
const MOST = 20_000;

/** What tells a dataset from others, and its mean colour. */
export interface DatasetFacts {
  /** The same for the same images and labels only. */
  readonly fingerprint: string;
  /** The mean over its pixels, 0…1, of each channel. */
  readonly mean: readonly number[];
}

/**
 * What tells a dataset from others, and its mean colour: by all of its images,
 * or by 20,000 evenly spread ones where there are more.
 *
 * @throws {RangeError} If it is empty.
 */
export async function datasetFacts(
  dataset: Dataset,
  signal: AbortSignal | undefined,
): Promise<DatasetFacts> {
  const { size, imageShape, classes } = dataset;
  if (size === 0) {
    throw new RangeError(
      `Cannot retrain on ${dataset.name} as it must have at least one image: current number is 0`,
    );
  }
  const every = Math.ceil(size / MOST);
  const count = Math.ceil(size / every);
  const channels = imageShape[2];
  const sums = new Float64Array(channels);
  const parts: string[] = [];
  for (const block of blocksOf(count)) {
    signal?.throwIfAborted();
    const { pixels, labels } = await dataset.read(
      block.map((i) => i * every),
    );
    pixels.forEach((value, i) => sums[i % channels]! += value);
    parts.push(
      await fingerprint(new Uint8Array(pixels.slice().buffer)),
      [...labels].join(" "),
    );
  }
  const [height, width] = imageShape;
  return {
    fingerprint: await fingerprint(
      JSON.stringify([size, imageShape, classes, parts]),
    ),
    mean: Array.from(sums, (sum) => sum / (count * height * width)),
  };
}
