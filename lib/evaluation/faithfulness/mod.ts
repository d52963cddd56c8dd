/**
 * Maps compared with what removing sets of pixels does to the output.
 *
 * @module
 */
export type { FaithfulnessOptions } from "./faithfulness_options.ts";
export { infidelity, type InfidelityOptions } from "./infidelity.ts";
export { sensitivityN, type SensitivityNOptions } from "./sensitivity_n.ts";
