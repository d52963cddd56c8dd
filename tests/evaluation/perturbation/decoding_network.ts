import * as tf from "@tensorflow/tfjs";
import { SaliencyMap } from "../../../lib/aggregation/mod.ts";
import { type AttributionMethod, randomMap } from "../../../lib/methods/mod.ts";
import { asModel, type Model } from "../../../lib/model/mod.ts";

/** Pixels of an image, 4×4. */
export const PIXELS = 16;

/**
 * A linear network that says which pixels are 1: its first logit is
 * `1 + Σ 2^p x_p`, its second one 0. Pixels are gray; black is −1, and 0 is the
 * mean that normalisation subtracts.
 */
export function decodingNetwork(): Model {
  const network = tf.sequential({
    layers: [
      tf.layers.flatten({ name: "pixels", inputShape: [4, 4, 1] }),
      tf.layers.dense({ name: "code", units: 2 }),
    ],
  });
  tf.tidy(() =>
    network.setWeights([
      tf.tensor2d(
        Array.from({ length: PIXELS }, (_, p) => [2 ** p, 0]),
        [PIXELS, 2],
      ),
      tf.tensor1d([1, 0]),
    ])
  );
  return asModel(network, {
    preprocessing: {
      scale: 1 / 255,
      mean: [0.5],
      std: [0.5],
      channelOrder: "gray",
    },
  });
}

/** Images in which all pixels are 1. */
export function ones(count: number): { data: Float32Array; shape: number[] } {
  return {
    data: new Float32Array(count * PIXELS).fill(1),
    shape: [count, 4, 4, 1],
  };
}

/** Which pixels were 0, out of the first logit. */
export function decode(output: number): number[] {
  return Array.from({ length: PIXELS }, (_, p) => p)
    .filter((p) => ((output - 1) & (1 << p)) === 0);
}

/** A method whose map of image i is `value(i, pixel)`. */
export function handMade(
  value: (image: number, pixel: number) => number,
): AttributionMethod {
  return async (model, images, options) => {
    const map = await randomMap(model, images, options);
    const size = map.shape[1] * map.shape[2];
    return new SaliencyMap({
      ...map.data,
      method: "hand-made",
      values: map.values.map((_, at) =>
        value(Math.floor(at / size), at % size)
      ),
      signed: true,
    });
  };
}
