import type { GraphBuilder } from "../../../graph/graph_builder.ts";
import type { LayerView } from "../layer_view.ts";

/**
 * Adds the nodes of one call of a layer to `builder` and returns the id of the
 * one that gives the layer's output. `inputs` are ids.
 */
export type LayerConverter = (
  view: LayerView,
  inputs: readonly number[],
  builder: GraphBuilder,
) => number;

/** The only input of a layer that takes one. */
export function only(inputs: readonly number[]): number {
  const [input] = inputs;
  if (inputs.length !== 1 || input === undefined) {
    throw new TypeError(
      `Cannot build the graph as this layer must have one input: current number is ${inputs.length}`,
    );
  }
  return input;
}
