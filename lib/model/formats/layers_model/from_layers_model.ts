import type * as tf from "@tensorflow/tfjs";
import {
  checkOptions,
  checkValue,
  type OptionRequirements,
} from "../../../options/mod.ts";
import { convertLayer } from "./converters/convert_layer.ts";
import { GraphBuilder } from "../../graph/graph_builder.ts";
import type { LayerGraph } from "../../graph/layer_graph.ts";
import { liveView } from "./live_layer.ts";
import { selectOutput } from "./select_output.ts";
import { finishGraph } from "../../graph/finish_graph.ts";
import { GATES } from "../../graph/patterns/mod.ts";

/** One call of a layer, as tfjs-layers records it. */
interface LayerCall {
  readonly inputTensors: readonly tf.SymbolicTensor[];
  readonly callArgs: Readonly<Record<string, unknown>> | null;
}

/** A model, or a model that is used as a layer. */
interface Container {
  readonly inputs: readonly tf.SymbolicTensor[];
  readonly outputs: readonly tf.SymbolicTensor[];
}

/** The options of {@linkcode layerGraph}. */
export interface LayerGraphOptions {
  /**
   * Which output of a model with several is explained: its position or the
   * name of its layer.
   *
   * @default {0}
   */
  readonly output?: number | string;
}

/** What {@linkcode LayerGraphOptions} must be. */
export const LAYER_GRAPH_OPTIONS: OptionRequirements<LayerGraphOptions> = {
  // What is right depends on the model.
  output: {
    expected: "the position or the name of an output",
    isType: (value) => typeof value === "number" || typeof value === "string",
  },
};

/**
 * The operations that one output of a model depends on.
 *
 * Nested models are flattened, activations fused into a layer become nodes of
 * their own, and every call of a shared layer is a node. A softmax or sigmoid
 * at the end is split off, so that the output is the logits. The model is
 * neither run nor changed.
 *
 * @param model A Sequential or functional model with one input.
 * @param options Which output is meant.
 * @returns The graph; it reads the model's weights anew in every pass.
 * @throws {TypeError} If the model is not built or has several inputs, or an option
 * does not exist or is of another type.
 * @throws {RangeError} If the model has no such output.
 * @throws {UnsupportedLayerError} If a layer cannot be explained.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { layerGraph } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend();
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.flatten({ inputShape: [8, 8, 3] }),
 *     tf.layers.dense({ units: 10, activation: "softmax", name: "classes" }),
 *   ],
 * });
 * const graph = layerGraph(model);
 * assertEquals(graph.nodes.map((node) => node.kind), ["input", "reshape", "dense"]);
 * assertEquals(graph.head, "softmax");
 * ```
 */
export function layerGraph(
  model: tf.LayersModel,
  options: LayerGraphOptions = {},
): LayerGraph {
  checkOptions("build the graph", options, LAYER_GRAPH_OPTIONS);
  checkValue("build the graph", "the model", model, {
    expected: "a tf.LayersModel",
    isType: (value) =>
      Array.isArray((value as { readonly layers?: unknown } | null)?.layers),
  });
  return layersOfGraph(model, options).graph;
}

/** A graph and where its nodes come from. */
export interface GraphOfLayers {
  readonly graph: LayerGraph;
  /** By the name of a node, which is its own: the layer that it is a part of. */
  readonly layers: ReadonlyMap<string, tf.layers.Layer>;
}

/** The operations that one output depends on, and the layers that they are of. */
export function layersOfGraph(
  model: tf.LayersModel,
  options: LayerGraphOptions,
): GraphOfLayers {
  const { inputs } = model as Container;
  if (!Array.isArray(inputs) || inputs.length !== 1) {
    throw new TypeError(
      `Cannot build the graph as the model must be built and have one input: current number of inputs is ${
        inputs?.length ?? 0
      }`,
    );
  }
  const builder = new GraphBuilder();
  const image = inputs[0]!;
  const input = builder.add({
    name: image.sourceLayer.name,
    layerClass: "InputLayer",
    kind: "input",
    inputs: [],
    shape: image.shape,
  });
  // A Sequential that has not run yet has no `outputNames`.
  const names = model.outputs.map(({ sourceLayer }) => sourceLayer.name);
  const output = model
    .outputs[selectOutput(names, names, options.output ?? 0)]!;
  const layers = new Map<string, tf.layers.Layer>();
  const known = new Map([[image.id, input]]);
  const id = resolver({ builder, layers }, "", known)(output);
  const graph = finishGraph({ nodes: builder.nodes, input, output: id }, GATES);
  return { graph, layers };
}

/**
 * A function from a symbolic tensor to the id of the node that computes it. It
 * walks back from the output, so that nothing is added that is not needed.
 */
function resolver(
  { builder, layers }: {
    readonly builder: GraphBuilder;
    readonly layers: Map<string, tf.layers.Layer>;
  },
  scope: string,
  known: Map<number, number>,
): (symbolic: tf.SymbolicTensor) => number {
  const resolve = (symbolic: tf.SymbolicTensor): number => {
    const before = known.get(symbolic.id);
    if (before !== undefined) return before;
    const id = call(symbolic);
    known.set(symbolic.id, id);
    return id;
  };
  const call = (symbolic: tf.SymbolicTensor): number => {
    const layer = symbolic.sourceLayer;
    const node =
      (layer.inboundNodes as unknown as LayerCall[])[symbolic.nodeIndex]!;
    const inputs = node.inputTensors.map(resolve);
    if (isContainer(layer)) {
      const inner = new Map(
        layer.inputs.map((input, i) => [input.id, inputs[i]!]),
      );
      const output = layer.outputs[symbolic.tensorIndex]!;
      const inside = `${scope}${layer.name}/`;
      return resolver({ builder, layers }, inside, inner)(output);
    }
    const view = liveView(
      { layer, symbolic, callArguments: node.callArgs ?? {} },
      scope + layer.name,
      builder,
    );
    const before = builder.nodes.length;
    const id = convertLayer(view, inputs);
    for (const { name } of builder.nodes.slice(before)) layers.set(name, layer);
    return id;
  };
  return resolve;
}

function isContainer(layer: object): layer is tf.layers.Layer & Container {
  return "layers" in layer && "inputs" in layer && "outputs" in layer;
}
