import type { Dataset } from "../../data/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  callback,
  checkValue,
  listOf,
  objectOf,
  objectWith,
  positiveInteger,
  type Requirement,
} from "../../options/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import { checkClassOrder } from "../../training/mod.ts";
import type { RetrainingData } from "./retrainer.ts";

/** Images that are read and explained together. */
export const BLOCK = 32;

/** The positions 0 … size − 1 in blocks. */
export function blocksOf(size: number): readonly (readonly number[])[] {
  return Array.from(
    { length: Math.ceil(size / BLOCK) },
    (_, block) => blockAt(block * BLOCK, size),
  );
}

/** The block that a position is in. */
export function blockAt(position: number, size: number): readonly number[] {
  const start = position - position % BLOCK;
  return Array.from(
    { length: Math.min(BLOCK, size - start) },
    (_, i) => start + i,
  );
}

/** The most images that are read for it. */
const MOST = 20_000;

/** What tells a dataset from others, and its mean color. */
export interface DatasetSummary {
  /** The same for the same images and labels only. */
  readonly fingerprint: string;
  /** The mean over its pixels, 0…1, of each channel. */
  readonly mean: readonly number[];
}

/**
 * What tells a dataset from others, and its mean color: by all of its images,
 * or by 20,000 evenly spread ones where there are more.
 *
 * @throws {RangeError} If it is empty.
 */
export async function datasetSummary(
  dataset: Dataset,
  signal: AbortSignal | undefined,
): Promise<DatasetSummary> {
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
      await sha256(new Uint8Array(pixels.slice().buffer)),
      [...labels].join(" "),
    );
  }
  const [height, width] = imageShape;
  return {
    fingerprint: await sha256(
      JSON.stringify([size, imageShape, classes, parts]),
    ),
    mean: Array.from(sums, (sum) => sum / (count * height * width)),
  };
}

const dataset: Requirement = objectWith(
  "a dataset with classes, imageShape and read()",
  {
    classes: { expected: "a list", isType: Array.isArray },
    imageShape: listOf(positiveInteger),
    read: callback,
  },
);

/**
 * Checks that both sets have the same classes, with the labels that the network
 * gives them, and images of the same size, which the network takes.
 *
 * @throws {TypeError} If they have not.
 */
export function checkData(data: RetrainingData, model: Model): void {
  const expected = "an object with training and test";
  checkValue("retrain", "data", data, objectOf(expected));
  for (const part of ["training", "test"] as const) {
    checkValue("retrain", `data.${part}`, data?.[part], dataset);
  }
  const { training, test } = data;
  const shape = training.imageShape.join("×");
  if (test.imageShape.join("×") !== shape) {
    throw new TypeError(
      `Cannot retrain as training and test images must have the same size: current sizes are ${shape} and ${
        test.imageShape.join("×")
      }`,
    );
  }
  checkClassOrder("retrain", training, test);
  if (training.classes.join("\n") !== test.classes.join("\n")) {
    const other = test.classes.findIndex((name, i) =>
      name !== training.classes[i]
    );
    throw new TypeError(
      `Cannot retrain as training and test set must have the same classes: current numbers are ${training.classes.length} and ${test.classes.length}${
        other === -1
          ? ""
          : `, and ${
            JSON.stringify(test.classes[other])
          } of the test set is not in the other`
      }`,
    );
  }
  const { name, classNames: classes } = model;
  checkClassOrder(
    `explain the images of ${training.name}`,
    { name, classes },
    training,
  );
  const fits = model.inputShape.every((side, i) =>
    side === null || side === training.imageShape[i]
  );
  if (!fits) {
    throw new TypeError(
      `Cannot explain the images of ${training.name} as they must have the network's size ${
        model.inputShape.map((side) => side ?? "any").join("×")
      }: current size is ${shape}`,
    );
  }
}
