import type * as tf from "@tensorflow/tfjs";
import type { AnyNode, Model } from "../../model/mod.ts";

/** Layers that draw random numbers in training, which is not done here. */
const NOISY = [
  "AlphaDropout",
  "Dropout",
  "GaussianDropout",
  "GaussianNoise",
  "SpatialDropout1D",
  "SpatialDropout2D",
];

/**
 * Throws unless every layer of a network can be trained or is frozen.
 *
 * @throws {TypeError} If one draws random numbers, if a batch normalization is
 * not over the last axis, if a weight is of a layer without rules of its own,
 * or if the output is no list of logits.
 */
export function checkLayers(model: Model): void {
  const { name, graph } = model;
  const weights = new Set<tf.Tensor>();
  for (const node of graph.nodes) {
    for (const read of Object.values(node.weights)) {
      if (read) weights.add(read());
    }
    const reason = obstacle(node);
    if (reason !== undefined) {
      throw new TypeError(
        `Cannot train "${name}" as ${reason}: current layer is "${node.name}" (${node.layerClass})`,
      );
    }
  }
  const lost = trainableWeights(model).find(({ variable }) =>
    !weights.has(variable)
  );
  if (lost !== undefined) {
    throw new TypeError(
      `Cannot train "${name}" as its output must depend on every weight by a layer whose gradients are known; set trainable to false to leave a layer as it is: current weight is "${lost.name}"`,
    );
  }
  const { shape } = graph.nodes[graph.output]!;
  if (shape.length !== 2 || graph.head === "sigmoid") {
    throw new TypeError(
      `Cannot train "${name}" as its output must be logits [N, classes] or their softmax: current shape is [${
        shape.map((size) => size ?? "any").join(", ")
      }]${graph.head ? ` before a ${graph.head}` : ""}`,
    );
  }
}

/** The weights that training may change, whether or not the output needs them. */
function trainableWeights(
  { layersModel, weightLayers }: Model,
): readonly { readonly name: string; readonly variable: tf.Tensor }[] {
  if (layersModel === undefined) {
    return weightLayers.flatMap(({ name, weights }) =>
      weights.filter(({ trainable }) => trainable).map((weight) => ({
        name: `${name}/${weight.name}`,
        variable: weight.variable,
      }))
    );
  }
  return layersModel.trainableWeights.map((weight) => ({
    name: weight.originalName,
    variable: weight.read(),
  }));
}

function obstacle(node: AnyNode): string | undefined {
  if (NOISY.includes(node.layerClass)) {
    return "no layer must draw random numbers";
  }
  return node.kind === "batchNorm" &&
      node.attributes.axis !== node.shape.length - 1
    ? "a batch normalization must be over the last axis"
    : undefined;
}
