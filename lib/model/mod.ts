/**
 * Anything that can be explained, as a graph of operations.
 *
 * @module
 */
export { EMBEDDED_MODELS } from "./embedded_models.ts";
export type {
  ActivationFunction,
  ActivationName,
  SimpleActivation,
} from "./activation_function.ts";
export type {
  AnyNode,
  Attributes,
  Convolution,
  GraphNode,
  LiveWeight,
  Margins,
  NodeKind,
  Padding,
  Pair,
  WeightName,
  Window,
} from "./graph_node.ts";
export { weightOf } from "./graph_node.ts";
export { layerGraph, type LayerGraphOptions } from "./from_layers_model.ts";
export type { Head, LayerGraph } from "./layer_graph.ts";
export { loadModel } from "./load_model.ts";
export {
  asModel,
  type Model,
  type ModelInput,
  type ModelOptions,
} from "./model.ts";
export type { Preprocessing } from "./preprocessing.ts";
export { readBytes, toUrl } from "./read_bytes.ts";
export { UnsupportedLayerError } from "./unsupported_layer_error.ts";
