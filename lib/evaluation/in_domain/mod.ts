/**
 * Removal that stays in the domain of the network: it is fine-tuned on images
 * with parts deleted first.
 *
 * @module
 */
export { fFidelity, type FFidelityOptions } from "./f_fidelity.ts";
export { fineTuner, type TuneOptions, type Tuner } from "./fine_tuner.ts";
export {
  inDomainDeletion,
  type InDomainDeletionOptions,
} from "./in_domain_deletion.ts";
export type { InDomainOptions } from "./in_domain_options.ts";
