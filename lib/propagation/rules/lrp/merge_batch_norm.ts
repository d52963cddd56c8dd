import * as tf from "@tensorflow/tfjs";
import {
  type AnyNode,
  type GraphNode,
  type LayerGraph,
  usersOf,
  weightOf,
} from "../../../model/mod.ts";
import { batchNormAffine } from "../../operations/mod.ts";
import { isWeighted, type WeightedNode } from "./weighted_layer.ts";

/**
 * The network in which a batch normalization right behind a layer with a kernel
 * is part of it, as LRP's rules need it: kernel `W · s` and bias `b · s + t` for
 * the normalization `s · z + t`, which becomes the identity.
 *
 * Weights are still read anew in every pass, and belong to the pass's tidy. A
 * normalization stays where the layer before it has other users; between the two
 * may lie the transposition of a layer with the channels first.
 */
export function mergeBatchNorm(graph: LayerGraph): LayerGraph {
  const users = usersOf(graph);
  const nodes: AnyNode[] = [...graph.nodes];
  const isOnlyFor = ({ id }: AnyNode) => users[id]!.length === 1;
  for (const node of graph.nodes) {
    if (node.kind !== "batchNorm") continue;
    const { axis } = node.attributes;
    const input = nodes[node.inputs[0] ?? -1];
    // With the channels first, what moved them lies between.
    const moved = input?.kind === "transpose" && isOnlyFor(input)
      ? input.attributes.permutation
      : undefined;
    const before = moved ? nodes[input!.inputs[0]!] : input;
    if (
      before !== undefined && isWeighted(before) && isOnlyFor(before) &&
      (moved?.[axis] ?? axis) === node.shape.length - 1
    ) {
      nodes[before.id] = merged(before, node);
      nodes[node.id] = {
        ...node,
        kind: "identity",
        attributes: {},
        weights: {},
      };
    }
  }
  return { ...graph, nodes };
}

function merged(
  layer: WeightedNode,
  norm: GraphNode<"batchNorm">,
): WeightedNode {
  const kernel = () => {
    const own = weightOf(layer as GraphNode, "kernel");
    const { scale } = batchNormAffine(norm);
    return tf.mul(own, tf.reshape(scale, outputAxes(layer, own.shape)));
  };
  const bias = () => {
    const { scale, shift } = batchNormAffine(norm);
    const own = layer.weights.bias?.();
    return own ? tf.add(tf.mul(own, scale), shift) : shift;
  };
  return { ...layer, weights: { kernel, bias } };
}

/** The shape in which a value per output channel multiplies the kernel. */
function outputAxes(
  { kind }: WeightedNode,
  kernel: readonly number[],
): number[] {
  if (kind === "depthwiseConv2d") return kernel.slice(2);
  return kind === "conv2dTranspose" ? [kernel[2]!, 1] : [kernel.at(-1)!];
}
