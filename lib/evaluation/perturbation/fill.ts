import { oneOf, type Requirement } from "../../options/mod.ts";
import type { Random } from "../../random/mod.ts";
import { gaussianWeights, separableFilter } from "../similarity/mod.ts";
import { interpolate } from "./interpolate.ts";

/** σ as a part of the shorter side: 4 pixels of 64, 14 of 224. */
const SIGMA = 1 / 16;

/** Where a Gaussian ends, in σ. */
const RADIUS = 3;

/** What takes the place of removed pixels. */
export type FillName =
  | "black"
  | "mean"
  | "zeroNormalized"
  | "blur"
  | "riseBlur"
  | "road";

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

/** A fill with the image blurred. */
function blurredBy(
  blur: (image: Float32Array, shape: FillContext["shape"]) => Float32Array,
): Fill {
  return {
    random: false,
    of: (image, { shape }) => {
      const blurred = blur(image, shape);
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
}

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
 * | `riseBlur` | the image, blurred as RISE's authors do where insertion begins: a kernel of 11 × 11 pixels, σ 5, whatever the image's size, 0 beyond its edges |
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
  blur: blurredBy(blurredImage),
  riseBlur: blurredBy(riseBlurred),
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

/** Blurred by a Gaussian that fits the size; beyond its edges it goes on mirrored. */
function blurredImage(
  image: Float32Array,
  shape: FillContext["shape"],
): Float32Array {
  const sigma = SIGMA * Math.min(shape[0], shape[1]);
  const weights = gaussianWeights(sigma, Math.ceil(RADIUS * sigma));
  return eachChannel(
    image,
    shape,
    (plane, sides) => separableFilter(plane, sides, weights),
  );
}

/** Side and σ of RISE's kernel, and where SciPy ends a Gaussian, in σ. */
const RISE = { side: 11, sigma: 5, radius: 4 };

/**
 * Blurred by the kernel of RISE's authors: what a Gaussian filter that mirrors at the
 * edges makes of a point in the middle of 11 × 11 pixels.
 */
function riseBlurred(
  image: Float32Array,
  shape: FillContext["shape"],
): Float32Array {
  const { side, sigma, radius } = RISE;
  const margin = (side - 1) / 2;
  const point = new Float64Array(side);
  point[margin] = 1;
  const kernel = separableFilter(
    point,
    [1, side],
    gaussianWeights(sigma, radius * sigma),
  );
  return eachChannel(image, shape, (plane, [height, width]) => {
    const wide = width + 2 * margin;
    const padded = new Float64Array((height + 2 * margin) * wide);
    for (let y = 0; y < height; y++) {
      const row = plane.subarray(y * width, (y + 1) * width);
      padded.set(row, (y + margin) * wide + margin);
    }
    const blurred = separableFilter(
      padded,
      [height + 2 * margin, wide],
      kernel,
    );
    return plane.map((_, at) =>
      blurred[
        (Math.floor(at / width) + margin) * wide + at % width + margin
      ]!
    );
  });
}

/** An image whose channels are changed one by one. */
function eachChannel(
  image: Float32Array,
  [height, width, channels]: FillContext["shape"],
  change: (
    plane: Float64Array,
    sides: readonly [height: number, width: number],
  ) => Float64Array,
): Float32Array {
  const changed = new Float32Array(image.length);
  for (let c = 0; c < channels; c++) {
    const plane = Float64Array.from(
      { length: height * width },
      (_, i) => image[i * channels + c]!,
    );
    change(plane, [height, width])
      .forEach((value, i) => changed[i * channels + c] = value);
  }
  return changed;
}
