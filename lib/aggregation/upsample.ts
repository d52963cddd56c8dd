import * as tf from "@tensorflow/tfjs";
import {
  callback,
  objectWith,
  oneOf,
  type Requirement,
  text,
} from "../options/mod.ts";
import { ownPart } from "./own_parts.ts";

/** The part of psi that brings a map to the image's size. */
export interface Upsample {
  /** Which part of psi it is. */
  readonly stage: "upsample";
  /** A word for results and figures. */
  readonly name: string;
  /** The same in words of the backend's fused pass, where that has it; a copy's is not used. */
  readonly fused?: { readonly alignCorners: boolean };
  /** Linear: from `[N, h, w, 1]` to `[N, height, width, 1]`. */
  readonly to: (
    map: tf.Tensor4D,
    size: readonly [height: number, width: number],
  ) => tf.Tensor4D;
}

/** What an option that takes a resizing must be. */
export const UPSAMPLE: Requirement = objectWith(
  "one of alignCorners, halfPixel, massPreserving",
  { stage: oneOf(["upsample"]), name: text, to: callback },
);

/**
 * Bilinear, corner pixels on corner pixels: PyTorch's align_corners=True.
 *
 * @example
 * ```ts
 * import { alignCorners, startBackend } from "fullgrad";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const map = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * assertEquals([...await alignCorners.to(map, [1, 3]).data()], [1, 2, 3]);
 * ```
 */
export const alignCorners: Upsample = ownPart({
  stage: "upsample",
  name: "alignCorners",
  fused: { alignCorners: true },
  to: (map, size) => resize(map, size, true),
});

/**
 * Bilinear between pixel centers: PyTorch's align_corners=False.
 *
 * @example
 * ```ts
 * import { halfPixel, startBackend } from "fullgrad";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const map = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * assertEquals([...await halfPixel.to(map, [1, 4]).data()], [1, 1.5, 2.5, 3]);
 * ```
 */
export const halfPixel: Upsample = ownPart({
  stage: "upsample",
  name: "halfPixel",
  fused: { alignCorners: false },
  to: (map, size) => resize(map, size, false),
});

/**
 * As {@linkcode halfPixel}, with every value divided by the weight that resizing
 * gives it: the map keeps its sum exactly, whatever the zoom. Only a map larger
 * than the image loses the pixels that resizing skips.
 *
 * @example
 * ```ts
 * import { massPreserving, startBackend } from "fullgrad";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * await startBackend();
 * const map = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const [sum] = await tf.sum(massPreserving.to(map, [5, 7])).data();
 * assertAlmostEquals(sum!, 1 + 3, 1e-5);
 * ```
 */
export const massPreserving: Upsample = ownPart({
  stage: "upsample",
  name: "massPreserving",
  to: (map, size) => {
    const [, height, width] = map.shape;
    const rows = tf.tensor4d(upsampleWeights(height, size[0]), [
      1,
      height,
      1,
      1,
    ]);
    const columns = tf.tensor4d(upsampleWeights(width, size[1]), [
      1,
      1,
      width,
      1,
    ]);
    return resize(tf.divNoNan(map, tf.mul(rows, columns)), size, false);
  },
});

function resize(
  map: tf.Tensor4D,
  [height, width]: readonly [height: number, width: number],
  cornersAligned: boolean,
): tf.Tensor4D {
  if (map.shape[1] === height && map.shape[2] === width) return map;
  return tf.image.resizeBilinear(
    map,
    [height, width],
    cornersAligned,
    !cornersAligned,
  );
}

/**
 * How much each of `from` positions gives to the `to` positions of a bilinear
 * resizing between pixel centers, in all.
 */
export function upsampleWeights(from: number, to: number): Float32Array {
  const weights = new Float32Array(from);
  for (let i = 0; i < to; i++) {
    const position = (i + 0.5) * from / to - 0.5;
    const before = Math.floor(position);
    const share = position - before;
    weights[clamp(before, from)]! += 1 - share;
    weights[clamp(before + 1, from)]! += share;
  }
  return weights;
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}
