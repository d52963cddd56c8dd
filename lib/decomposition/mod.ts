/**
 * The full-gradient: the output as the sum of an input term and bias terms.
 *
 * @module
 */
export type { BiasFigureOptions } from "./bias_figures.ts";
export {
  BiasGradients,
  biasGradients,
  type BiasGradientsOptions,
} from "./bias_gradients.ts";
export type { BiasTerm, Site, Term } from "./bias_term.ts";
export {
  type Completeness,
  completenessOf,
  INPUT_SITE,
  type TermSum,
} from "./completeness.ts";
export { decompose, type Decomposition, siteOf } from "./decompose.ts";
export {
  type BiasGradient,
  type FullGradients,
  fullGradients,
} from "./full_gradients.ts";
export type { LayerTerm } from "./layer_terms.ts";
export { sitesOf } from "./sites.ts";
export {
  type MagnitudeName,
  NO_MAPS,
  type RescaleName,
  summarizeTerm,
  type TermMaps,
  type TermSummary,
} from "./summarize_term.ts";
export { factorTerm, plainTerm } from "./factor_term.ts";
export { sumsOfTerm, termSums } from "./term_sums.ts";
