import { oneOf, type Requirement } from "../../options/mod.ts";
import type { Random } from "../../random/mod.ts";
import {
  gaussianWeights,
  separableFilter,
} from "../similarity/gaussian_filter.ts";
import { interpolate } from "./interpolate.ts";

/** σ as a part of the shorter side: 4 pixels of 64, 14 of 224. */
const SIGMA = 1 / 16;

/** Where a Gaussian ends, in σ. */
const RADIUS = 3;

/** What takes the place of removed pixels. */
export type FillName = "black" | "mean" | "zeroNormalized" | "blur" | "road";

/** What fills need to know beside the image, in the units of its values. */
export interface FillContext {
  /** Shape of an image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** The value of black, by channel; `undefined` where it is not known. */
  readonly black: readonly number[] | undefined;
  /** The mean over a dataset, by channel. */
  readonly mean: readonly number[];
  /** What normalization makes 0, by channel: the mean that it subtracts. */
  readonly zeroNormalized: readonly number[];
  /** Standard deviation of the noise of `road`, by channel. */
  readonly noise: readonly number[];
}

/**
 * An image with some of its pixels removed, `[H, W, C]`: a new array, equal to
 * the image outside of `removed`, which is 1 where a pixel is gone, else 0.
 */
export type Filler = (removed: Uint8Array, random: Random) => Float32Array;

/** A way to fill what was removed. */
export interface Fill {
  /** Whether the same pixels are filled otherwise with another stream. */
  readonly random: boolean;
  /** What depends on the image only is computed once. */
  readonly of: (image: Float32Array, context: FillContext) => Filler;
}

/** The fill with the image blurred. Beyond its edges it goes on mirrored. */
const blur: Fill = {
  random: false,
  of: (image, { shape }) => {
    const blurred = blurredImage(image, shape);
    const channels = shape[2];
    return (removed) => {
      const filled = image.slice();
      for (let i = 0; i < removed.length; i++) {
        if (removed[i] === 0) continue;
        for (let at = i * channels; at < (i + 1) * channels; at++) {
          filled[at] = blurred[at]!;
        }
      }
      return filled;
    };
  },
};

/**
 * The noisy linear imputation of ROAD: every removed pixel is the weighted mean
 * of its neighbors, solved jointly, plus normal noise. Where all pixels are
 * removed there is nothing to interpolate, and the mean of the dataset is taken.
 */
const road: Fill = {
  random: true,
  of: (image, { shape, mean, noise }) => (removed, random) => {
    const filled = interpolate(image, removed, shape, mean);
    const channels = shape[2];
    for (let i = 0; i < removed.length; i++) {
      if (removed[i] === 0) continue;
      for (let c = 0; c < channels; c++) {
        filled[i * channels + c]! += noise[c]! * random.normal();
      }
    }
    return filled;
  },
};

/**
 * The ways to fill removed pixels, by name.
 *
 * | name | what takes their place |
 * | --- | --- |
 * | `black` | the value of a black pixel |
 * | `mean` | the mean over a dataset, by channel |
 * | `zeroNormalized` | 0 after normalization |
 * | `blur` | the image, blurred by a Gaussian of σ = shorter side / 16 |
 * | `road` | the mean of the eight neighbors, of all removed pixels at once, plus noise |
 *
 * Constant colors make edges that the network has never seen, and the form of
 * what was removed shows in them; `road` leaves least of that (Rong et al., "A
 * Consistent and Efficient Evaluation Strategy for Attribution Methods", ICML
 * 2022).
 */
export const FILLS: { readonly [K in FillName]: Fill } = {
  black: color("black"),
  mean: color("mean"),
  zeroNormalized: color("zeroNormalized"),
  blur,
  road,
};

/** The names of the fills, for options. */
export const fillName: Requirement = oneOf(Object.keys(FILLS));

/**
 * The fill of a name.
 *
 * @throws {RangeError} If there is none of this name.
 */
export function fillOf(name: FillName): Fill {
  if (Object.hasOwn(FILLS, name)) return FILLS[name];
  throw new RangeError(
    `Cannot remove pixels as fill must be one of ${
      Object.keys(FILLS).join(", ")
    }: current value is ${JSON.stringify(name)}`,
  );
}

/** The fill with one color of the context. */
function color(
  name: "black" | "mean" | "zeroNormalized",
): Fill {
  return {
    random: false,
    of: (image, context) => {
      const values = colorOf(context, name);
      return (removed) => {
        const filled = image.slice();
        const channels = values.length;
        for (let i = 0; i < removed.length; i++) {
          if (removed[i] === 0) continue;
          for (let c = 0; c < channels; c++) {
            filled[i * channels + c] = values[c]!;
          }
        }
        return filled;
      };
    },
  };
}

/** @throws {TypeError} If the value of black is not known. */
function colorOf(
  context: FillContext,
  name: "black" | "mean" | "zeroNormalized",
): readonly number[] {
  const values = context[name];
  if (values !== undefined) return values;
  throw new TypeError(
    `Cannot fill with ${name} as the model must have a preprocessing, which says what value a black pixel has: current value is undefined`,
  );
}

function blurredImage(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
): Float32Array {
  const sigma = SIGMA * Math.min(height, width);
  const weights = gaussianWeights(sigma, Math.ceil(RADIUS * sigma));
  const blurred = new Float32Array(image.length);
  for (let c = 0; c < channels; c++) {
    const plane = Float64Array.from(
      { length: height * width },
      (_, i) => image[i * channels + c]!,
    );
    separableFilter(plane, [height, width], weights)
      .forEach((value, i) => blurred[i * channels + c] = value);
  }
  return blurred;
}
