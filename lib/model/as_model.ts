import type * as tf from "@tensorflow/tfjs";
import {
  checkOptions,
  describeValue,
  listOf,
  type OptionRequirements,
  type Requirement,
  text,
} from "../options/mod.ts";
import {
  LAYER_GRAPH_OPTIONS,
  layersOfGraph,
} from "./formats/layers_model/from_layers_model.ts";
import {
  disposeLayersModel,
  variableOf,
  weightLayers,
} from "./formats/layers_model/weight_layers.ts";
import { withPictureInput } from "./graph/picture_input.ts";
import type { LayerGraph } from "./graph/layer_graph.ts";
import { namesOfClasses } from "./class_names.ts";
import {
  disposeOnce,
  requireUndisposed,
  requireWeights,
} from "./disposed_models.ts";
import { imageShape } from "./image_shape.ts";
import {
  networkPreprocessing,
  PREPROCESSING_NAMES,
} from "./named_preprocessing.ts";
import type { Model, ModelInput, ModelOptions, Network } from "./model.ts";
import { modelLine, modelSummary, modelText } from "./model_summary.ts";
import type { WeightLayer } from "./weight_layer.ts";

const names: Requirement = {
  ...listOf({ expected: "a string", isType: isString }),
  isValue: () => true,
};

/** What {@linkcode ModelOptions} must be. */
export const MODEL_OPTIONS: OptionRequirements<ModelOptions> = {
  name: text,
  classNames: names,
  ...LAYER_GRAPH_OPTIONS,
  preprocessing: {
    expected: `one of ${
      PREPROCESSING_NAMES.join(", ")
    }, or { scale, mean, std, channelOrder }`,
    isType: (value) => isString(value) || isPreprocessing(value),
    isValue: (value) =>
      typeof value !== "string" ||
      (PREPROCESSING_NAMES as readonly string[]).includes(value),
  },
};

function isString(value: unknown): boolean {
  return typeof value === "string";
}

function isPreprocessing(value: unknown): boolean {
  return typeof value === "object" && value !== null &&
    ["scale", "mean", "std", "channelOrder"].every((name) => name in value);
}

/**
 * The network as the methods see it: itself, or the graph of a tfjs model.
 *
 * What is explained of a `tf.LayersModel` is what its own `predict` computes,
 * also where Keras defines a layer otherwise (a dilated `DepthwiseConv2D`, an
 * `UpSampling2D` between pixels): such a model was built and trained so.
 *
 * @param model A loaded model, or any `tf.LayersModel`.
 * @param options Names and preprocessing; which output of a `tf.LayersModel`.
 * @returns The model; it shares the weights of the one that was given.
 * @throws {TypeError} If it is neither, its input is not an image, or an option
 * is of another type.
 * @throws {RangeError} If there are not as many names as classes.
 * @throws {Error} If the model was disposed.
 *
 * @example
 * ```ts
 * import { asModel, startBackend } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend();
 * const layersModel = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 3] }),
 *     tf.layers.globalAveragePooling2d({}),
 *   ],
 * });
 * const model = asModel(layersModel, { classNames: ["a", "b", "c", "d"] });
 * assertEquals(model.inputShape, [8, 8, 3]);
 * ```
 */
export function asModel(model: ModelInput, options: ModelOptions = {}): Model {
  checkOptions("explain the model", options, MODEL_OPTIONS);
  if (typeof model === "object" && model !== null) {
    if ("graph" in model) {
      requireUndisposed(model);
      return named(model, options);
    }
    if (Array.isArray(model.layers)) return fromLayersModel(model, options);
  }
  throw new TypeError(
    `Cannot explain the model as it must be a loaded model or a tf.LayersModel: current value is ${
      describeValue(model)
    }`,
  );
}

function fromLayersModel(model: tf.LayersModel, options: ModelOptions): Model {
  requireWeights(
    model.name,
    model.layers.flatMap(({ weights }) => weights.map(variableOf)),
  );
  const found = layersOfGraph(model, options);
  return modelOf({
    graph: found.graph,
    weightLayers: weightLayers(model, found),
    layersModel: model,
    dispose: () => disposeLayersModel(model),
  }, { ...options, name: options.name ?? model.name });
}

/** The same network under other names, where there are some. */
function named(model: Model, { output, ...options }: ModelOptions): Model {
  if (output !== undefined) {
    throw new TypeError(
      "Cannot choose the output as that must be done where the model is loaded: current model has one output",
    );
  }
  if (Object.values(options).every((option) => option === undefined)) {
    return model;
  }
  const { name, classNames } = model;
  return modelOf(model, {
    name,
    ...(classNames && { classNames }),
    ...(model.preprocessing && { preprocessing: model.preprocessing }),
    ...options,
  });
}

/**
 * A network with what is said about it.
 *
 * @throws {TypeError} If its input is not an image.
 * @throws {RangeError} If there are not as many names as classes.
 */
export function modelOf(
  network: Network,
  options: ModelOptions & { readonly name: string },
): Model {
  const graph = withPictureInput(network.graph);
  const classNames = namesOfClasses(graph, options.classNames);
  const inputShape = imageShape(graph.nodes[graph.input]!.shape);
  return {
    graph,
    weightLayers: placed(network.weightLayers, network.graph, graph),
    layersModel: network.layersModel,
    notes: network.notes ?? [],
    dispose: disposeOnce(() => network.dispose()),
    name: options.name,
    inputShape,
    classNames,
    preprocessing: options.preprocessing &&
      networkPreprocessing(options.preprocessing, inputShape),
    [Symbol.for("Jupyter.display")](this: Model) {
      return modelSummary(this);
    },
    [Symbol.for("nodejs.util.inspect.custom")](this: Model) {
      return modelText(this);
    },
    [Symbol.toPrimitive]() {
      return modelLine(this);
    },
  };
}

/** The layers with weights, at their places in the graph as it is now. */
function placed(
  layers: readonly WeightLayer[],
  before: LayerGraph,
  graph: LayerGraph,
): readonly WeightLayer[] {
  if (graph === before) return layers;
  const positions = new Map(graph.nodes.map(({ name }, i) => [name, i]));
  return layers.map((layer) => ({
    ...layer,
    position: positions.get(before.nodes[layer.position]!.name)!,
  }));
}
