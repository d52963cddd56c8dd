/**
 * Two maps of the same image: for two classes, or by two networks.
 *
 * @module
 */
export {
  classSensitivity,
  type ClassSensitivityOptions,
} from "./class_sensitivity.ts";
export {
  type CompositeOptions,
  type CompositeSet,
  compositeSet,
} from "./composite_set.ts";
export { nullPlayer, type NullPlayerOptions } from "./null_player.ts";
export { randomLabels, type RandomLabelsOptions } from "./random_labels.ts";
export { randomLogit, type RandomLogitOptions } from "./random_logit.ts";
export { PAIR_OPTIONS, type PairOptions, runPairs } from "./run_pairs.ts";
