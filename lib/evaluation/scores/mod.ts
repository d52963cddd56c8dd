/**
 * Numbers for maps, by method and image.
 *
 * @module
 */
export {
  ImageScores,
  type ScoredMethod,
  type ScoreMeasure,
  type ScoreParts,
} from "./image_scores.ts";
