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
 *
 * @example
 * ```ts
 * import { SIMILARITIES } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const values = Float32Array.from({ length: 32 * 32 }, (_, i) => Math.sin(i * i));
 * const map = { values, shape: [32, 32] } as const;
 * for (const { of } of SIMILARITIES) assertAlmostEquals(of(map, map), 1, 1e-5);
 * ```
 */
export const SIMILARITIES: readonly Similarity[] = [
  spearman,
  spearmanAbsolute,
  ssim(),
  hogSimilarity(),
];
