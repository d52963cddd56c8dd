import * as tf from "@tensorflow/tfjs";
import type {
  AnyNode,
  LayerGraph,
  WeightName,
} from "../../../lib/model/mod.ts";
import { dot, type NdArray } from "./nd_array.ts";
import { REFERENCE, type Reference, type Weights } from "./reference.ts";

/** What nodes of kind `other` compute, by the name of the node. */
export type Others = Readonly<
  Record<string, (inputs: readonly NdArray[], weights: Weights) => NdArray>
>;

/** A network in float64: the output for an input. */
export type Float64Network = (image: NdArray) => NdArray;

/**
 * A graph with its weights of now, as a function in float64: the second, slow
 * derivation that the tests judge the tensor operations by.
 */
export async function float64Network(
  graph: LayerGraph,
  others: Others = {},
): Promise<Float64Network> {
  const weights = await Promise.all(graph.nodes.map(readWeights));
  return (image) => {
    const values: NdArray[] = [];
    for (const node of graph.nodes) {
      const inputs = node.kind === "input"
        ? [image]
        : node.inputs.map((id) => values[id]!);
      const own = weights[node.id]!;
      if (node.kind === "other") {
        values.push(others[node.name]!(inputs, own));
      } else {
        const reference = REFERENCE[node.kind] as unknown as Reference<
          AnyNode["kind"]
        >;
        values.push(reference(node, inputs, own));
      }
    }
    return values[graph.output]!;
  };
}

async function readWeights(node: AnyNode): Promise<Weights> {
  const weights: { [name in WeightName]?: NdArray } = {};
  for (const [name, read] of Object.entries(node.weights)) {
    if (read === undefined) continue;
    // A weight may be made for the occasion: the copy is ours, the rest goes.
    const copy = tf.tidy(() => tf.clone(read()));
    weights[name as WeightName] = {
      shape: [...copy.shape],
      data: Float64Array.from(await copy.data()),
    };
    copy.dispose();
  }
  return weights;
}

/**
 * The gradient of `<g, network(x)>` by x, by central differences, for the
 * elements that `elements` names (all by default).
 */
export function numericalGradient(
  network: Float64Network,
  x: NdArray,
  g: ArrayLike<number>,
  elements: readonly number[] = Array.from(x.data, (_, i) => i),
): Float64Array {
  const step = 1e-6;
  const at = (i: number, change: number) => {
    const data = x.data.slice();
    data[i]! += change;
    return dot(network({ shape: x.shape, data }).data, g);
  };
  return Float64Array.from(
    elements,
    (i) => (at(i, step) - at(i, -step)) / (2 * step),
  );
}
