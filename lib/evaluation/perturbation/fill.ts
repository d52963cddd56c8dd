import type { Random } from "../../random/mod.ts";
import { blur } from "./fills/blur.ts";
import { colour } from "./fills/colour.ts";
import { road } from "./fills/road.ts";

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
  /** What normalisation makes 0, by channel: the mean that it subtracts. */
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

/**
 * The ways to fill removed pixels, by name.
 *
 * | name | what takes their place |
 * | --- | --- |
 * | `black` | the value of a black pixel |
 * | `mean` | the mean over a dataset, by channel |
 * | `zeroNormalized` | 0 after normalisation |
 * | `blur` | the image, blurred by a Gaussian of σ = shorter side / 16 |
 * | `road` | the mean of the eight neighbours, of all removed pixels at once, plus noise |
 *
 * Constant colours make edges that the network has never seen, and the form of
 * what was removed shows in them; `road` leaves least of that (Rong et al., "A
 * Consistent and Efficient Evaluation Strategy for Attribution Methods", ICML
 * 2022).
 */
export const FILLS: { readonly [K in FillName]: Fill } = {
  black: colour("black"),
  mean: colour("mean"),
  zeroNormalized: colour("zeroNormalized"),
  blur,
  road,
};

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
