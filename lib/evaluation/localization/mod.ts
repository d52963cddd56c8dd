/**
 * Maps compared with masks of the objects.
 *
 * @module
 */
export {
  checkMasks,
  localization,
  type LocalizationOptions,
  type MaskedImages,
} from "./localization.ts";
export { pointingGame, relevanceMass, relevanceRank } from "./measures.ts";
