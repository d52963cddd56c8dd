/**
 * The methods: from a model and images to a saliency map.
 *
 * @module
 */
export type { AttributionMethod } from "./attribution_method.ts";
export * from "./attention/mod.ts";
export * from "./cam/mod.ts";
export {
  classAgnosticFullGrad,
  type ClassAgnosticFullGradOptions,
} from "./controls/class_agnostic_full_grad.ts";
export { randomMap, type RandomMapOptions } from "./controls/random_map.ts";
export { sobelEdges } from "./controls/sobel_edges.ts";
export { deconvNet, guidedBackprop } from "./guided_backprop.ts";
export { ensemble, type EnsembleOptions } from "./ensemble.ts";
export {
  expectedGradients,
  type ExpectedGradientsOptions,
} from "./expected_gradients.ts";
export { fullGrad, type FullGradOptions } from "./full_grad.ts";
export { fullGradPlus, type FullGradPlusOptions } from "./full_grad_plus.ts";
export {
  type GradientOptions,
  inputGradient,
  type InputGradientOptions,
  inputTimesGradient,
} from "./input_gradient.ts";
export {
  integratedGradients,
  type IntegratedGradientsOptions,
  type IntegrationRule,
} from "./integrated_gradients.ts";
export {
  guidedIntegratedGradients,
  type GuidedIntegratedGradientsOptions,
} from "./guided_integrated_gradients.ts";
export { type EqualWeights, equalWeights } from "./cam/equal_cams.ts";
export { type LayerInfo, layerInputs, layerNamed, layersOf } from "./layers.ts";
export { spatialLayer } from "./cam/spatial_layer.ts";
export { lrp, type LrpOptions } from "./lrp.ts";
export { occlusion, type OcclusionOptions } from "./masking/occlusion.ts";
export { rise, type RiseOptions } from "./masking/rise.ts";
export { type MadeOf, madeOf, sayMadeOf } from "./made_of.ts";
export {
  type KnownMethod,
  type MethodFamily,
  type MethodName,
  type MethodNeed,
  METHODS,
} from "./method_table.ts";
export { type NoiseDraws, type NoiseOptions, rangeOf } from "./noise.ts";
export { rectGrad, rectGradAbs, type RectGradOptions } from "./rect_grad.ts";
export {
  simpleFullGrad,
  type SimpleFullGradOptions,
} from "./simple_full_grad.ts";
export {
  smoothFullGrad,
  type SmoothFullGradOptions,
} from "./smooth_full_grad.ts";
export { smoothGrad, smoothGradSquared } from "./smoothing/smooth_grad.ts";
export { camMatrix } from "./variants/cam_matrix.ts";
export { CAM_VARIANTS } from "./variants/cam_variants.ts";
export { fullGradMatrix } from "./variants/full_grad_matrix.ts";
export {
  FULL_GRAD_VARIANTS,
  type FullGradMagnitude,
  type FullGradVariant,
  fullGradVariant,
} from "./variants/full_grad_variants.ts";
export { PROPAGATION_VARIANTS } from "./variants/propagation_variants.ts";
