/**
 * The full-gradient: the output as the sum of an input term and bias terms.
 *
 * @module
 */
export type { BiasTerm, Site } from "./bias_term.ts";
export {
  type Completeness,
  completenessOf,
  INPUT_SITE,
  type TermSum,
} from "./completeness.ts";
export {
  decompose,
  type Decomposition,
  siteOf,
  TARGET_SITE,
} from "./decompose.ts";
export {
  type BiasGradient,
  type FullGradients,
  fullGradients,
} from "./full_gradients.ts";
export { sitesOf } from "./sites.ts";
export { sumPerImage } from "./sum_per_image.ts";
