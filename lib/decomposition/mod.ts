/**
 * The full-gradient: the output as the sum of an input term and bias terms.
 *
 * @module
 */
export type {
  BiasFigureOptions,
  BiasMultiplesOptions,
  BiasSliderOptions,
  ShareFigureOptions,
} from "./bias_figures.ts";
export {
  BiasGradients,
  biasGradients,
  type BiasGradientsOptions,
} from "./bias_gradients.ts";
export {
  ClassShares,
  classShares,
  type ClassSharesOptions,
} from "./class_shares.ts";
export type {
  ClassFigureOptions,
  ClassSharesData,
  ClassTerm,
} from "./class_terms.ts";
export {
  type Completeness,
  completenessOf,
  completenessOfSums,
  TERM_SUM,
  type TermSum,
} from "./completeness.ts";
export { decompose, sitesOf, sitesOfNode } from "./decompose.ts";
export {
  type BiasGradient,
  FullGradients,
  fullGradients,
  type FullGradientsData,
} from "./full_gradients.ts";
export type { BiasGradientsData, LayerMaps, LayerTerm } from "./layer_terms.ts";
export {
  type MagnitudeName,
  NO_MAPS,
  type RescaleName,
  summarizeTerm,
  type SumTensors,
  type TermMaps,
  termSum,
  type TermSummary,
} from "./summarize_term.ts";
export { absoluteSum, listed, percent, termNotes } from "./term_notes.ts";
export { tokenMaps } from "./token_maps.ts";
export {
  constantTerm,
  INPUT_SITE,
  placementOfTerm,
  productTerm,
  type Site,
  type SiteTerm,
  type Term,
  type TermSite,
} from "./term.ts";
