/**
 * Anything that can be explained, as a graph of operations.
 *
 * @module
 */
export { classCount, namesByLine } from "./class_names.ts";
export { EMBEDDED_MODELS } from "./embedded_models.ts";
export type {
  ActivationFunction,
  ActivationName,
  SimpleActivation,
} from "./graph/activation_function.ts";
export type {
  AnyNode,
  Attributes,
  AxisSlice,
  Convolution,
  GraphNode,
  LiveWeight,
  Margins,
  NodeKind,
  Padding,
  Pair,
  Reduction,
  Resampling,
  WeightName,
  Window,
} from "./graph/graph_node.ts";
export { weightOf } from "./graph/graph_node.ts";
export {
  layerGraph,
  type LayerGraphOptions,
} from "./formats/layers_model/from_layers_model.ts";
export { lastUsersOf, usersOf } from "./graph/graph_users.ts";
export type { Head, LayerGraph } from "./graph/layer_graph.ts";
export { type Placement, placementOf } from "./graph/places/places.ts";
export type { TokenGrid } from "./graph/places/token_grid.ts";
export {
  loadModel,
  type LoadModelOptions,
  type ModelSource,
} from "./load_model.ts";
export { asModel, modelOf } from "./as_model.ts";
export type { Model, ModelInput, ModelOptions, Network } from "./model.ts";
export type { InputSize } from "./formats/onnx/image_input.ts";
export type {
  AttributeValue,
  UserOperator,
  UserOperators,
} from "./formats/onnx/user_operators.ts";
export { checkInputShape, type InputShape } from "./image_shape.ts";
export {
  preprocessing,
  PREPROCESSING_NAMES,
  type PreprocessingName,
} from "./named_preprocessing.ts";
export type { Preprocessing } from "./preprocessing.ts";
export { UnsupportedLayerError } from "./unsupported_layer_error.ts";
export {
  type HeldModels,
  type HoldOptions,
  holdWeights,
  type WeightUse,
  withWeights,
} from "./weight_hold.ts";
export type {
  InitializerConfig,
  ModelWeight,
  WeightLayer,
} from "./weight_layer.ts";
export type { OnnxOptions } from "./formats/onnx/load_onnx.ts";
export type { WeightsOptions } from "./weights/load_weights.ts";
