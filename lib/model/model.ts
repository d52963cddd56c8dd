import type * as tf from "@tensorflow/tfjs";
import { describeValue } from "../options/mod.ts";
import {
  type LayerGraphOptions,
  layersOfGraph,
} from "./formats/layers_model/from_layers_model.ts";
import { channelAxis } from "./formats/layers_model/channel_axis.ts";
import { disposeLayersModel } from "./formats/layers_model/load_layers_model.ts";
import { weightLayers } from "./formats/layers_model/weight_layers.ts";
import type { LayerGraph } from "./graph/layer_graph.ts";
import { withPictureInput } from "./graph/picture_input.ts";
import type { Preprocessing } from "./preprocessing.ts";
import type { WeightLayer } from "./weight_layer.ts";

/** A network that can be explained, with what is known about its images. */
export interface Model {
  /** Name for figures and tables. */
  readonly name: string;
  /** The operations from the image to the logits. */
  readonly graph: LayerGraph;
  /** Size of an image; null where the network takes any. */
  readonly inputShape: readonly [
    height: number | null,
    width: number | null,
    channels: number,
  ];
  /** Names of the classes, in the order of the logits. */
  readonly classNames: readonly string[] | undefined;
  /** How a picture becomes the network's input. */
  readonly preprocessing: Preprocessing | undefined;
  /**
   * The layers with weights, from the image to the logits: what training and
   * randomization change.
   */
  readonly weightLayers: readonly WeightLayer[];
  /** The tfjs model whose live weights the graph reads, if it is one. */
  readonly layersModel: tf.LayersModel | undefined;
  /** Frees the weights, those of nested models too. */
  dispose(): void;
}

/** A network as its format's reader hands it over. */
export type Network = Pick<
  Model,
  "graph" | "weightLayers" | "layersModel" | "dispose"
>;

/** What can be said about a model beside its layers. */
export interface ModelOptions extends LayerGraphOptions {
  /** Name for figures and tables. */
  readonly name?: string;
  /** Names of the classes, in the order of the logits. */
  readonly classNames?: readonly string[];
  /** How a picture becomes the network's input. */
  readonly preprocessing?: Preprocessing;
}

/** Anything that the methods take as a network. */
export type ModelInput = Model | tf.LayersModel;

/**
 * The network as the methods see it: itself, or the graph of a tfjs model.
 *
 * @param model A loaded model, or any `tf.LayersModel`.
 * @param options Names and preprocessing, for a `tf.LayersModel`.
 * @returns The model; it shares the weights of the one that was given.
 * @throws {TypeError} If it is neither, or its input is not an image.
 * @throws {RangeError} If there are not as many names as outputs.
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
  if (typeof model === "object" && model !== null) {
    if ("graph" in model) return model;
    if (Array.isArray(model.layers)) return fromLayersModel(model, options);
  }
  throw new TypeError(
    `Cannot explain the model as it must be a loaded model or a tf.LayersModel: current value is ${
      describeValue(model)
    }`,
  );
}

function fromLayersModel(model: tf.LayersModel, options: ModelOptions): Model {
  const found = layersOfGraph(model, options);
  return modelOf({
    graph: withPictureInput(found.graph, channelAxis(model.inputs[0]!)),
    weightLayers: weightLayers(model, found),
    layersModel: model,
    dispose: () => disposeLayersModel(model),
  }, { ...options, name: options.name ?? model.name });
}

/**
 * A network with what is said about it.
 *
 * @throws {TypeError} If its input is not an image.
 * @throws {RangeError} If there are not as many names as outputs.
 */
export function modelOf(
  network: Network,
  options: ModelOptions & { readonly name: string },
): Model {
  checkClassNames(network.graph, options.classNames);
  return {
    ...network,
    name: options.name,
    inputShape: imageShape(network.graph),
    classNames: options.classNames,
    preprocessing: options.preprocessing,
  };
}

function checkClassNames(
  { nodes, output }: LayerGraph,
  names: readonly string[] | undefined,
): void {
  const classes = nodes[output]!.shape.at(-1);
  if (names === undefined || classes == null || names.length === classes) {
    return;
  }
  throw new RangeError(
    `Cannot name the classes as there must be ${classes} names, one for each output: current number is ${names.length}`,
  );
}

function imageShape(graph: LayerGraph): Model["inputShape"] {
  const { shape } = graph.nodes[graph.input]!;
  const [, height, width, channels] = shape;
  if (shape.length === 4 && typeof channels === "number") {
    return [height ?? null, width ?? null, channels];
  }
  throw new TypeError(
    `Cannot explain the model as its input must be images [N, H, W, C], [N, C, H, W] or, of one channel, [N, H, W]: current shape is [${
      shape.map((size) => size ?? "any").join(", ")
    }]`,
  );
}
