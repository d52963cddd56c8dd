/**
 * Maps compared with masks of the objects.
 *
 * @module
 */
export {
  localization,
  type LocalizationOptions,
  type MaskedImages,
} from "./localization.ts";
export { pointingGame } from "./pointing_game.ts";
export { relevanceMass } from "./relevance_mass.ts";
export { relevanceRank } from "./relevance_rank.ts";
