import type { ComparisonOptions } from "../comparison/mod.ts";
import type { BatchNormStatistics, WeightDraw } from "../weights/mod.ts";

/** The options of the tests that randomize weights. */
export interface RandomizationOptions extends ComparisonOptions {
  /**
   * How weights are re-drawn: `initializer`, the distribution of each layer's
   * own initializer; `normal`, N(0, 0.1); `permutation`, all values of a weight
   * in a random order.
   *
   * @default {"initializer"}
   */
  readonly draw?: WeightDraw;
  /**
   * Whether batch normalizations keep their running mean and variance, or get
   * those before training, 0 and 1.
   *
   * @default {"keep"}
   */
  readonly batchNormStatistics?: BatchNormStatistics;
  /**
   * Which class is explained: the one that the original network predicts, or
   * the one that the randomized network predicts.
   *
   * @default {"original"}
   */
  readonly target?: "original" | "recomputed";
  /**
   * Seed of the weights: one draw for all images.
   *
   * @default {0}
   */
  readonly seed?: number;
  /**
   * Which layers are re-drawn together, by their names, instead of all: each
   * step one name or several.
   *
   * @default every layer with weights; a normalization or PReLU goes with the
   * layer before it
   */
  readonly steps?: readonly (string | readonly string[])[];
  /**
   * Of how many images, the first ones, the maps are kept for figures.
   *
   * @default {1}
   */
  readonly examples?: number;
  /**
   * A folder for finished parts: a run that was interrupted, called again with
   * the same model, images and options, goes on where it was.
   *
   * @default none
   */
  readonly folder?: string;
}

/** The options of {@linkcode cascadingRandomization}. */
export interface CascadingOptions extends RandomizationOptions {
  /**
   * From the logits to the image, or from the image to the logits.
   *
   * @default {"topDown"}
   */
  readonly order?: "topDown" | "bottomUp";
}
