/**
 * From terms to a map of the image: a choice, where the terms are exact.
 *
 * @module
 */
export {
  aggregationPass,
  fusedSites,
  type MapTensors,
  type TermFilter,
} from "./aggregate.ts";
export { compareMaps, type CompareMapsOptions } from "./compare_maps.ts";
export {
  type EnteringOptions,
  enteringTerms,
  implicitNotes,
  neighborNotes,
  whyTermsEmpty,
} from "./entering_terms.ts";
export {
  absolute,
  MAGNITUDE,
  type Magnitude,
  magnitude,
  negative,
  ofChannelSum,
  positive,
  signed,
  square,
} from "./magnitude.ts";
export { MapAccumulator, rescaleMap } from "./map_accumulator.ts";
export {
  aggregationOf,
  type AggregationPreset,
  PRESET,
  type PresetName,
  PRESETS,
} from "./presets.ts";
export { isOwnPart } from "./own_parts.ts";
export { chain, PSI, type Psi, type PsiPart } from "./psi.ts";
export {
  type FusedRescale,
  noRescale,
  type Rescale,
  rescale,
  type RescaleOver,
  scaleByMax,
} from "./rescale.ts";
export type { SaliencyFigureOptions } from "./saliency_figure.ts";
export { numberNotes, placelessNote } from "./map_notes.ts";
export type { Attributions, SaliencyData } from "./saliency_data.ts";
export { SaliencyMap } from "./saliency_map.ts";
export {
  alignCorners,
  halfPixel,
  massPreserving,
  UPSAMPLE,
  type Upsample,
} from "./upsample.ts";
