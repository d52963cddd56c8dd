/**
 * What becomes of maps when the network forgets what it has learned.
 *
 * @module
 */
export { cascadingRandomization } from "./cascading_randomization.ts";
export { independentRandomization } from "./independent_randomization.ts";
export {
  type MethodCurve,
  RandomizationCurves,
  type RandomizationParts,
  type RandomizedStep,
} from "./randomization_curves.ts";
export type {
  CascadingOptions,
  RandomizationOptions,
} from "./randomization_options.ts";
export {
  type RandomizationSettings,
  randomizationSettings,
} from "./randomization_settings.ts";
export {
  type RandomizationPlan,
  type RandomizationRun,
  runRandomization,
} from "./run_randomization.ts";
