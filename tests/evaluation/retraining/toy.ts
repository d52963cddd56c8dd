/** A network, images and a "training" of no work, for tests of retraining. */
import { SaliencyMap } from "../../../lib/aggregation/mod.ts";
import type { Retrainer, RetrainingData } from "../../../lib/evaluation/mod.ts";
import type { Dataset } from "../../../lib/data/mod.ts";
import { type AttributionMethod, randomMap } from "../../../lib/methods/mod.ts";
import { Random } from "../../../lib/random/mod.ts";

/** Noise as images, 16×16×3 of four classes. */
export function noiseDataset(seed: number, size: number): Dataset {
  return {
    name: `noise ${seed}`,
    classes: ["a", "b", "c", "d"],
    size,
    imageShape: [16, 16, 3],
    read(indices) {
      const pixels = new Float32Array(indices.length * 768);
      indices.forEach((index, i) => {
        const random = new Random(seed, index, 9);
        for (let k = 0; k < 768; k++) {
          pixels[i * 768 + k] = random.between(0, 1);
        }
      });
      const labels = Int32Array.from(indices, (index) => index % 4);
      return Promise.resolve({ pixels, labels });
    },
  };
}

/** More training images than are explained at once. */
export const DATA: RetrainingData = {
  training: noiseDataset(1, 40),
  test: noiseDataset(2, 5),
};

/**
 * A map made by hand: the value of the first channel, which a factor turns, as
 * a method whose results are kept.
 */
export function redness(
  factor: number,
  called: (images: number) => void = () => {},
) {
  const run: AttributionMethod = async (model, images, options) => {
    const map = await randomMap(model, images, options);
    called(map.shape[0]);
    const values = Float32Array.from(
      map.values,
      (_, i) => factor * map.images.values[3 * i]!,
    );
    return new SaliencyMap({
      model: map.model,
      images: map.images,
      target: map.target,
      logits: map.logits,
      backend: map.backend,
      notes: [],
      method: "redness",
      values,
      signed: true,
      settings: { factor },
    });
  };
  return { run, name: "redness", options: {} };
}

/** All pixels of a dataset, image by image. */
export async function allPixels(dataset: Dataset): Promise<Float32Array[]> {
  const { pixels } = await dataset.read([...Array(dataset.size).keys()]);
  const size = pixels.length / dataset.size;
  return Array.from(
    { length: dataset.size },
    (_, i) => pixels.slice(i * size, (i + 1) * size),
  );
}

/** The accuracy is a number made of all pixels and of the seed. */
export function checksumRetrainer(
  seen: (data: RetrainingData, seed: number) => void | Promise<void> = () => {},
): Retrainer {
  return {
    name: "checksum",
    settings: () => "checksum",
    async retrain(data, { seed }) {
      await seen(data, seed);
      let sum = seed;
      for (const dataset of [data.training, data.test]) {
        for (const image of await allPixels(dataset)) {
          for (const value of image) sum = (sum * 31 + value) % 1009;
        }
      }
      return { accuracy: sum / 1009, trainingLoss: sum, epochs: 2 };
    },
  };
}
