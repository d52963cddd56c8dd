import type { AttributionMethod } from "../../methods/mod.ts";
import type { FillName } from "../perturbation/fill.ts";
import type { WorkOptions } from "../units/mod.ts";
import type { Retrainer } from "./retrainer.ts";

/** The options of {@linkcode removeAndRetrain} and {@linkcode keepAndRetrain}. */
export interface RetrainingOptions extends WorkOptions {
  /** The methods, by the name that figures and tables show. */
  readonly methods: Readonly<Record<string, AttributionMethod>>;
  /**
   * Rankings that explain nothing, to tell what a number means: dashed lines.
   *
   * @default {RETRAINING_CONTROLS}
   */
  readonly controls?: Readonly<Record<string, AttributionMethod>>;
  /**
   * The shares of pixels that are removed, each in (0, 1].
   *
   * @default {[0.1, 0.3, 0.5, 0.7, 0.9]}
   */
  readonly fractions?: readonly number[];
  /**
   * What takes the place of removed pixels; `mean` is the mean colour of the
   * training set.
   *
   * @default {"mean"}
   */
  readonly fill?: Exclude<FillName, "zeroNormalized">;
  /**
   * Which class is explained: the one that the network predicts, or the true
   * one. The true one tells the retrained network the label of test images.
   *
   * @default {"predicted"}
   */
  readonly target?: "predicted" | "label";
  /**
   * How many networks are trained for every method and fraction.
   *
   * @default {3}
   */
  readonly runs?: number;
  /**
   * Chooses ties between pixels, and with the number of the run all that is
   * random in a training.
   *
   * @default {0}
   */
  readonly seed?: number;
  /**
   * What trains a network from scratch and measures it.
   *
   * @default {retrainer()}
   */
  readonly retrainer?: Retrainer;
  /**
   * How many images go through the explained network at once.
   *
   * @default as many as keep the feature maps under about 500 MB
   */
  readonly chunkSize?: number;
  /**
   * A folder for the saliency maps, which several experiments can share.
   *
   * @default `maps` in `folder`; none without one
   */
  readonly mapFolder?: string;
}
