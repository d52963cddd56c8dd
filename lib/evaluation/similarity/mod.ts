/**
 * How alike two saliency maps are.
 *
 * @module
 */
export { cosine, pearson } from "./cosine.ts";
export { gaussianWeights, separableFilter } from "./gaussian_filter.ts";
export { type HogOptions, hogSimilarity } from "./hog.ts";
export { kendallTau, kendallW } from "./kendall.ts";
export { finiteNumbers, rankCorrelation, sumOver } from "./rank_correlation.ts";
export { ascendingOrder, averageRanks } from "./ranks.ts";
export { SIMILARITIES } from "./similarities.ts";
export {
  type MapImage,
  type Similarity,
  similarity,
  similarityIdentity,
  type SimilarityParts,
  type WideMap,
} from "./similarity.ts";
export { spearman, spearmanAbsolute } from "./spearman.ts";
export { ssim, type SsimOptions } from "./ssim.ts";
export { topKIntersection, type TopKOptions } from "./top_k_intersection.ts";
