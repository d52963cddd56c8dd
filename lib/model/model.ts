import type * as tf from "@tensorflow/tfjs";
import { layerGraph, type LayerGraphOptions } from "./from_layers_model.ts";
import type { LayerGraph } from "./layer_graph.ts";
import type { Preprocessing } from "./preprocessing.ts";

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
  /** The tfjs model whose live weights the graph reads. */
  readonly layersModel: tf.LayersModel;
}

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
  if (model === null || typeof model !== "object") {
    throw new TypeError(
      `Cannot explain the model as it must be a loaded model or a tf.LayersModel: current type is ${typeof model}`,
    );
  }
  if ("graph" in model) return model;
  if (!Array.isArray(model.layers)) {
    throw new TypeError(
      "Cannot explain the model as it must be a loaded model or a tf.LayersModel: current value has no layers",
    );
  }
  const graph = layerGraph(model, options);
  checkClassNames(graph, options.classNames);
  return {
    name: options.name ?? model.name,
    graph,
    inputShape: imageShape(graph),
    classNames: options.classNames,
    preprocessing: options.preprocessing,
    layersModel: model,
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
    `Cannot explain the model as its input must be images [N, H, W, C]: current shape is [${
      shape.map((size) => size ?? "any").join(", ")
    }]`,
  );
}
