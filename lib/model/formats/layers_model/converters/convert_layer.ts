import { ACTIVATION_CONVERTERS } from "./activations.ts";
import { CONVOLUTION_CONVERTERS } from "./convolutions.ts";
import type { LayerConverter } from "./layer_converter.ts";
import { MERGING_CONVERTERS } from "./merging.ts";
import { NORMALIZATION_CONVERTERS } from "./normalizations.ts";
import { other } from "./other.ts";
import { POOLING_CONVERTERS } from "./pooling.ts";
import { SHAPING_CONVERTERS } from "./shaping.ts";

const CONVERTERS: ReadonlyMap<string, LayerConverter> = new Map(Object.entries({
  ...ACTIVATION_CONVERTERS,
  ...CONVOLUTION_CONVERTERS,
  ...MERGING_CONVERTERS,
  ...NORMALIZATION_CONVERTERS,
  ...POOLING_CONVERTERS,
  ...SHAPING_CONVERTERS,
}));

/** Adds the nodes of one call of a layer; a class that is not known is `other`. */
export const convertLayer: LayerConverter = (view, inputs, builder) =>
  (CONVERTERS.get(view.className) ?? other)(view, inputs, builder);
