/**
 * A network whose answer is known, data that say the label twice, and methods in
 * a known order.
 */
import * as tf from "@tensorflow/tfjs";
import { SaliencyMap } from "../../../lib/aggregation/mod.ts";
import type { Dataset } from "../../../lib/data/mod.ts";
import type { Tuner } from "../../../lib/evaluation/mod.ts";
import { randomMap } from "../../../lib/methods/mod.ts";
import type { ImageInput } from "../../../lib/image/mod.ts";
import {
  asModel,
  type Model,
  type ModelInput,
} from "../../../lib/model/mod.ts";
import type { ExplainOptions } from "../../../lib/propagation/mod.ts";
import { Random } from "../../../lib/random/mod.ts";

/** Sides of an image and of a patch; patches a side. */
export const SIDE = 8;
const PATCH = 2;
const ACROSS = SIDE / PATCH;

/** The patch that a pixel is in. */
export function patchOf(pixel: number): number {
  const [y, x] = [Math.floor(pixel / SIDE), pixel % SIDE];
  return ACROSS * Math.floor(y / PATCH) + Math.floor(x / PATCH);
}

/** The weight of every patch: the network looks at every second one only. */
export const WEIGHTS = Array.from(
  { length: ACROSS ** 2 },
  (_, patch) => patch % 2 === 0 ? 1 + (5 * patch / 2) % 8 : 0,
);

/** Without a bias: the logits are ±Σ w_p x / 16 over the pixels. */
export function plantedNetwork(): Model {
  const network = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [SIDE, SIDE, 1] }),
      tf.layers.dense({ units: 2, useBias: false }),
    ],
  });
  tf.tidy(() =>
    network.setWeights([
      tf.tensor2d(Array.from({ length: SIDE ** 2 }, (_, pixel) => {
        const weight = WEIGHTS[patchOf(pixel)]! / 16;
        return [weight, -weight];
      })),
    ])
  );
  return asModel(network);
}

/**
 * Every patch says the label, ±shift, and has noise of its own: what the network
 * looks at, and as many that it does not.
 */
export function plantedData(
  seed: number,
  size: number,
  noise: number,
): Dataset {
  return {
    name: `planted ${seed}`,
    classes: ["plus", "minus"],
    size,
    imageShape: [SIDE, SIDE, 1],
    read(indices) {
      const pixels = new Float32Array(indices.length * SIDE ** 2);
      indices.forEach((index, i) => {
        const random = new Random(seed, index, 7);
        const sign = index % 2 === 0 ? 1 : -1;
        const patches = WEIGHTS.map(() => sign * 0.5 + noise * random.normal());
        for (let pixel = 0; pixel < SIDE ** 2; pixel++) {
          pixels[i * SIDE ** 2 + pixel] = patches[patchOf(pixel)]!;
        }
      });
      return Promise.resolve({
        pixels,
        labels: Int32Array.from(indices, (index) => index % 2),
      });
    },
  };
}

/**
 * What the network adds up for the explained class, and as much of chance as
 * `degraded` says: 0 is the truth, 1 is a random map.
 */
export function degradedTruth(degraded: number) {
  const run = async (
    model: ModelInput,
    images: ImageInput,
    { degraded: _, ...options }: ExplainOptions & { degraded?: number } = {},
  ) => {
    const map = await randomMap(model, images, options);
    const size = SIDE ** 2;
    const values = map.values.map((_, at) => {
      const [image, patch] = [Math.floor(at / size), patchOf(at % size)];
      const sign = map.target.classes[image] === 0 ? 1 : -1;
      const pixel = map.images.values[at]!;
      // Of the image itself, so that any part of a batch has the same maps.
      const seed = Math.round(1e6 * map.images.values[image * size]!);
      const chance = new Random(seed, patch, 3).normal() * 4;
      return (1 - degraded) * sign * WEIGHTS[patch]! * pixel +
        degraded * chance;
    });
    return new SaliencyMap({
      ...map.data,
      method: "truth",
      values,
      signed: true,
    });
  };
  return { run, name: "degraded truth", options: { degraded } };
}

/** Of the truth, less and less. */
export const RANKING = {
  "0 %": degradedTruth(0),
  "40 %": degradedTruth(0.4),
  "70 %": degradedTruth(0.7),
  "100 %": degradedTruth(1),
};

/** Scales all weights: an answer that is known after tuning, too. */
export function scalingTuner(factor: number, tuned = () => {}): Tuner {
  return {
    name: `times ${factor}`,
    settings: () => factor,
    async tune({ weightLayers }, dataset) {
      tuned();
      await dataset.read([0]);
      for (const { weights } of weightLayers) {
        for (const { variable } of weights) {
          tf.tidy(() => variable.assign(tf.mul(variable, factor)));
        }
      }
    },
  };
}
