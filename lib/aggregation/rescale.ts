import * as tf from "@tensorflow/tfjs";
import {
  callback,
  checkValue,
  flag,
  nonNegative,
  objectWith,
  oneOf,
  type Requirement,
  text,
} from "../options/mod.ts";
import type { RescaleName } from "../decomposition/mod.ts";
import { ownPart } from "./own_parts.ts";

/** A rescaling in words of the backend's fused pass. */
export interface FusedRescale {
  /** Over what is rescaled. */
  readonly rescale: RescaleName;
  /** What keeps a constant map from dividing by zero. */
  readonly epsilon: number;
}

/** The part of psi that rescales magnitudes and sums them over channels. */
export interface Rescale {
  /** Which part of psi it is. */
  readonly stage: "rescale";
  /** A word for results and figures. */
  readonly name: string;
  /** Whether it moves 0, so that signs would be lost. */
  readonly unsignedOnly: boolean;
  /** Its name in the fused pass of the backend, where that has it; a copy's is not used. */
  readonly fused?: FusedRescale;
  /** From magnitudes `[N, h, w, C]` to a map `[N, h, w, 1]`. */
  readonly sumChannels: (magnitudes: tf.Tensor4D) => tf.Tensor4D;
}

/** What a {@linkcode Rescale} must be. */
export const RESCALE: Requirement = objectWith(
  "a rescaling such as rescale() makes",
  {
    stage: oneOf(["rescale"]),
    name: text,
    unsignedOnly: flag,
    sumChannels: callback,
  },
);

/** Over what a rescaling takes its minimum and maximum. */
export type RescaleOver = "channel" | "layer" | "batch";

/** Keeps a constant map from dividing by zero, as in the authors' code. */
const EPSILON = 1e-6;

/**
 * No rescaling: the sum over channels.
 *
 * @example
 * ```ts
 * import { noRescale, startBackend } from "fullgrad";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const magnitudes = tf.tensor4d([2, 1], [1, 1, 1, 2]);
 * assertEquals([...await noRescale.sumChannels(magnitudes).data()], [3]);
 * ```
 */
export const noRescale: Rescale = ownPart({
  stage: "rescale",
  name: "no rescaling",
  unsignedOnly: false,
  fused: { rescale: "none", epsilon: 0 },
  sumChannels: (t) => tf.sum(t, 3, true) as tf.Tensor4D,
});

/**
 * Min-max rescaling to 0…1: `(t − min) / (max − min + ε)`.
 *
 * @param over `channel`: each map of each image; `layer`: all maps of a site of
 * each image; `batch`: all maps of a site, of all images of a chunk, so that a
 * result depends on its neighbors.
 * @param epsilon ε. With 0, a constant map becomes 0.
 * @returns The rescaling, for `chain`.
 * @throws {RangeError} If there is no such `over`, or ε is negative.
 *
 * @example
 * ```ts
 * import { chain, fullGrad, loadImage, loadModel, positive, rescale } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = await loadImage("data/images/boat.png", model);
 * const map = await fullGrad(model, image, { psi: chain(positive, rescale("layer")) });
 * assertEquals(map.shape, [1, 64, 64]);
 * ```
 */
export function rescale(over: RescaleOver, epsilon = EPSILON): Rescale {
  checkValue("rescale", "over", over, oneOf(Object.keys(LIMITS)));
  checkValue("rescale", "epsilon", epsilon, nonNegative);
  const limits = LIMITS[over];
  return ownPart({
    stage: "rescale",
    name: epsilon === EPSILON
      ? `rescale(${over})`
      : `rescale(${over}, ${epsilon})`,
    unsignedOnly: true,
    fused: { rescale: over, epsilon },
    sumChannels: (t) => {
      const { low, high } = limits(t);
      const range = tf.add(tf.sub(high, low), epsilon);
      const share = tf.divNoNan(tf.onesLike(range), range);
      // Before the sum: a constant would leave its rounding, divided by ε.
      const shifted = tf.sub(t, low);
      const sum = (values: tf.Tensor) => tf.sum(values, 3, true);
      const map = over === "channel"
        ? sum(tf.mul(shifted, share))
        // The same for all channels: it goes through the sum.
        : tf.mul(sum(shifted), share);
      return map as tf.Tensor4D;
    },
  });
}

/**
 * Division by the greatest absolute value of each image's site: keeps signs.
 *
 * @returns The rescaling, for `chain`.
 *
 * @example
 * ```ts
 * import { chain, fullGrad, loadImage, loadModel, scaleByMax, signed } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = await loadImage("data/images/boat.png", model);
 * const map = await fullGrad(model, image, { psi: chain(signed, scaleByMax()) });
 * assertEquals(map.shape, [1, 64, 64]);
 * ```
 */
export function scaleByMax(): Rescale {
  return ownPart({
    stage: "rescale",
    name: "scaleByMax",
    unsignedOnly: false,
    fused: { rescale: "max", epsilon: 0 },
    sumChannels: (t) => {
      const { high } = layerLimits(tf.abs(t));
      return tf.divNoNan(tf.sum(t, 3, true), high) as tf.Tensor4D;
    },
  });
}

type Limits = (
  t: tf.Tensor4D,
) => { readonly low: tf.Tensor; readonly high: tf.Tensor };

const layerLimits: Limits = (t) => {
  const rows = tf.reshape(t, [t.shape[0], -1]);
  const perImage = (values: tf.Tensor) => tf.reshape(values, [-1, 1, 1, 1]);
  return { low: perImage(tf.min(rows, 1)), high: perImage(tf.max(rows, 1)) };
};

const LIMITS: { readonly [O in RescaleOver]: Limits } = {
  channel: (t) => ({
    low: tf.min(t, [1, 2], true),
    high: tf.max(t, [1, 2], true),
  }),
  layer: layerLimits,
  batch: (t) => ({ low: tf.min(t), high: tf.max(t) }),
};
