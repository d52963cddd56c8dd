import { hogSimilarity } from "./hog.ts";
import type { Similarity } from "./similarity.ts";
import { spearman, spearmanAbsolute } from "./spearman.ts";
import { ssim } from "./ssim.ts";

/**
 * The measures that the sanity checks report together, since one alone
 * misleads: Spearman's correlation of signed maps and of their magnitudes,
 * SSIM, and Pearson's correlation of HOG.
 *
 * Source: Adebayo et al., "Sanity Checks for Saliency Maps", NeurIPS 2018.
 */
export const SIMILARITIES: readonly Similarity[] = [
  spearman,
  spearmanAbsolute,
  ssim(),
  hogSimilarity(),
];
