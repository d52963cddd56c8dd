import { describeValue } from "../../../options/mod.ts";
import { GraphBuilder } from "../../graph/graph_builder.ts";
import type { LayerGraph } from "../../graph/layer_graph.ts";
import { finishGraph } from "../../graph/finish_graph.ts";
import { GATES } from "../../graph/patterns/mod.ts";
import { imageShape } from "../../image_shape.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import type { WeightLayer } from "../../weight_layer.ts";
import { shapeEntry } from "./layer_entries.ts";
import type { ReadTopology } from "./read_topology.ts";
import { selectOutput } from "./select_output.ts";
import { type StoredWeight, StoredWeights } from "./stored_weights.ts";
import type { TensorReference, Topology } from "./topology.ts";
import { TopologyGraph } from "./topology_graph.ts";

/** A network that holds weights of its own. */
export interface OwnedNetwork {
  readonly graph: LayerGraph;
  readonly weightLayers: readonly WeightLayer[];
  /** Frees the weights. */
  readonly dispose: () => void;
}

/**
 * The operations that one output of a model depends on, with their weights: what
 * the layers are in the definition of Keras, or of tfjs where it wrote the file.
 *
 * @param read The model as its file describes it.
 * @param weights The weights of the file.
 * @param output Which output of several: its position or name.
 * @throws {MalformedModelError} If the layers and weights do not fit together.
 * @throws {RangeError} If the model has no such output.
 * @throws {UnsupportedLayerError} If a layer cannot be explained.
 */
export function fromTopology(
  { topology, dialect }: ReadTopology,
  weights: readonly StoredWeight[],
  output: number | string,
): OwnedNetwork {
  const { inputs, outputs } = topology;
  if (inputs.length !== 1) {
    throw new TypeError(
      `Cannot build the graph as the model must have one input: current number of inputs is ${inputs.length}`,
    );
  }
  const image = inputs[0]!;
  const shape = inputShape(topology, image);
  // A model of something else is told so before what its layers lack.
  imageShape(shape);
  const builder = new GraphBuilder();
  const input = builder.add({
    name: image.layer,
    layerClass: "InputLayer",
    kind: "input",
    inputs: [],
    shape,
  });
  const selected = selectOutput(
    outputs.map(({ layer }, i) => topology.outputNames[i] ?? layer),
    outputs.map(({ layer }) => layer),
    output,
  );
  const stored = new StoredWeights(weights, topology);
  const graphs = new TopologyGraph(builder, { dialect, stored });
  try {
    const scope = graphs.scope(topology, [topology.name], [input]);
    const id = scope.resolve(outputs[selected]!);
    stored.checkAllFound();
    stored.forget();
    const graph = finishGraph(
      { nodes: builder.nodes, input, output: id },
      GATES,
    );
    return {
      graph,
      weightLayers: graphs.weightLayers(graph),
      dispose: () => graphs.dispose(),
    };
  } catch (error) {
    graphs.dispose();
    throw error;
  }
}

function inputShape(
  { layers }: Topology,
  { layer }: TensorReference,
): readonly (number | null)[] {
  const shape = shapeEntry(layers.get(layer)?.config ?? {});
  const isSize = (size: unknown) =>
    size === null ||
    Number.isSafeInteger(size) && size as number >= 1 &&
      size as number <= 2 ** 20;
  if (
    Array.isArray(shape) && shape.length >= 2 && shape.length <= 6 &&
    shape.every(isSize)
  ) return [null, ...shape.slice(1)];
  throw new MalformedModelError(
    `the input ${
      JSON.stringify(layer)
    } must have a shape of sizes, or null where any is taken: current value is ${
      describeValue(shape)
    }`,
  );
}
