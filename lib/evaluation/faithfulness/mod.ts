/**
 * Maps compared with what removing sets of pixels does to the output.
 *
 * @module
 */
export { faithfulness, type FaithfulnessOptions } from "./faithfulness.ts";
export { infidelity, type InfidelityOptions } from "./infidelity.ts";
export { irof, type IrofOptions } from "./irof.ts";
export {
  faithfulnessEstimate,
  monotonicity,
  monotonicityCorrelation,
} from "./measures.ts";
export type {
  RandomSetsOptions,
  RemovedSetsOptions,
} from "./removed_sets_options.ts";
export {
  randomPixels,
  sensitivityN,
  type SensitivityNOptions,
} from "./sensitivity_n.ts";
