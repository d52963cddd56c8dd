/**
 * How alike two saliency maps are.
 *
 * @module
 */
export { cosine } from "./cosine.ts";
export { type HogOptions, hogSimilarity } from "./hog_similarity.ts";
export type { MapImage, WideMap } from "./map_image.ts";
export { pearson } from "./pearson.ts";
export { SIMILARITIES } from "./similarities.ts";
export {
  type Similarity,
  similarity,
  type SimilarityParts,
} from "./similarity.ts";
export { spearman } from "./spearman.ts";
export { spearmanAbsolute } from "./spearman_absolute.ts";
export { ssim, type SsimOptions } from "./ssim.ts";
export { topKIntersection, type TopKOptions } from "./top_k_intersection.ts";
