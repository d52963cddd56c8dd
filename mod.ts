/**
 * Explains image classifiers by their full-gradient: a network's output is
 * exactly the sum of an input term and one term for the bias of every neuron,
 * `f(x) = <∇x f, x> + <∇b f, b>` (Srinivas & Fleuret, NeurIPS 2019).
 *
 * ```ts
 * import { fullGrad, loadImage, loadModel } from "fullgrad";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = await loadImage("data/images/boat.png", model);
 * const map = await fullGrad(model, image);
 * assert(map.completeness![0]!.relativeToTerms < 1e-5);
 * assert(map.target.names[0] === "boat");
 * ```
 *
 * @module
 */

export {
  type BackendName,
  type BackendOptions,
  HeapExhaustedError,
  LostDeviceError,
  LostWorkerError,
  startBackend,
  type StartedBackend,
  UnsupportedBackendError,
} from "./lib/backend/mod.ts";
export * from "./lib/display/mod.ts";
export {
  type ActivationFunction,
  type ActivationName,
  type AnyNode,
  asModel,
  type Attributes,
  type Convolution,
  type GraphNode,
  type Head,
  type InitializerConfig,
  type LayerGraph,
  layerGraph,
  type LayerGraphOptions,
  type LiveWeight,
  loadModel,
  type Margins,
  type Model,
  type ModelInput,
  type ModelOptions,
  type ModelWeight,
  type NodeKind,
  type Padding,
  type Pair,
  type Preprocessing,
  type SimpleActivation,
  UnsupportedLayerError,
  type WeightLayer,
  type WeightName,
  type Window,
} from "./lib/model/mod.ts";
export {
  type ImageInput,
  type Images,
  type ImageSource,
  type ImageSpec,
  loadImage,
  type LoadImageOptions,
  loadImages,
  type NestedImage,
  type PictureOptions,
  type PixelArray,
  preprocessing,
  PREPROCESSING_NAMES,
  type PreprocessingName,
  type RgbaPixels,
  toImages,
  type ValueArray,
} from "./lib/image/mod.ts";
export * from "./lib/data/mod.ts";
export {
  type Activations,
  alphaBeta,
  backward,
  type BackwardOptions,
  type BackwardRule,
  centredLogit,
  type ClassChoice,
  composite,
  DECONV_NET,
  epsilon,
  type Explained,
  type ExplainedTarget,
  type ExplainOptions,
  flat,
  forward,
  type ForwardOptions,
  type ForwardRecord,
  gamma,
  GRADIENT,
  GUIDED_BACKPROP,
  type InputBounds,
  logit,
  logitDifference,
  logSoftmax,
  LRP_COMPOSITES,
  type LrpComposite,
  type LrpCompositeName,
  type LrpMatch,
  type LrpRule,
  type NodeVisitor,
  type NumericArray,
  type PixelBounds,
  probability,
  type RectGradImportance,
  rectGradRules,
  type RectGradThreshold,
  type RuleTable,
  type Target,
  type TargetInput,
  type TargetView,
  type WeightedKind,
  type WeightedLayer,
  zBox,
  zero,
  zPlus,
} from "./lib/propagation/mod.ts";
export {
  type BiasFigureOptions,
  type BiasGradient,
  BiasGradients,
  biasGradients,
  type BiasGradientsOptions,
  type Completeness,
  type FullGradients,
  fullGradients,
  type LayerTerm,
  type Site,
  type TermSum,
} from "./lib/decomposition/mod.ts";
export {
  absolute,
  alignCorners,
  type Attributions,
  chain,
  compareMaps,
  halfPixel,
  type Magnitude,
  magnitude,
  massPreserving,
  negative,
  noRescale,
  ofChannelSum,
  positive,
  type PresetName,
  type Psi,
  type PsiPart,
  type Rescale,
  rescale,
  type RescaleOver,
  type SaliencyFigureOptions,
  SaliencyMap,
  type SaliencyParts,
  scaleByMax,
  signed,
  square,
  type TermFilter,
  type TermSite,
  type Upsample,
} from "./lib/aggregation/mod.ts";
export * from "./lib/methods/mod.ts";
export * from "./lib/training/mod.ts";
export * from "./lib/evaluation/mod.ts";
