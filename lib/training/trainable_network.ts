import type * as tf from "@tensorflow/tfjs";
import type {
  AnyNode,
  GraphNode,
  LayerGraph,
  Model,
  WeightName,
} from "../model/mod.ts";
import type { Parameter } from "./optimizer.ts";
import {
  frozenBatchNorm,
  TRAINING_RULES,
  type TrainingRule,
} from "./rules/mod.ts";

/** Layers that draw random numbers in training, which is not done here. */
const NOISY = [
  "AlphaDropout",
  "Dropout",
  "GaussianDropout",
  "GaussianNoise",
  "SpatialDropout1D",
  "SpatialDropout2D",
];

/** A network with what is learned of it. */
export interface TrainableNetwork {
  /** The operations. */
  readonly graph: LayerGraph;
  /** The weights that are learned, each once. */
  readonly parameters: readonly Parameter[];
  /** By node: the names of its weights that are learned. */
  readonly learned: readonly ReadonlySet<WeightName>[];
  /** By node: whether it, or something before it, is learned. */
  readonly reached: readonly boolean[];
  /** How a node runs. */
  readonly ruleOf: <K extends AnyNode["kind"]>(
    node: GraphNode<K>,
  ) => TrainingRule<K>;
}

/**
 * Returns what is learned of a network: the trainable weights of its layers.
 *
 * A bias right before a batch normalization is not: it moves the mean alone,
 * which is subtracted, so that its gradient is zero.
 *
 * @throws {TypeError} If a layer cannot be trained, or nothing can be learned.
 */
export function trainableNetwork(model: Model): TrainableNetwork {
  const { graph, weightLayers } = model;
  checkLayers(model);
  const trainable = new Set<tf.Tensor>(
    weightLayers.flatMap(({ weights }) =>
      weights.filter(({ trainable }) => trainable).map(({ variable }) =>
        variable
      )
    ),
  );
  const isLearned = (node: AnyNode, name: WeightName) => {
    const read = node.weights[name];
    return read !== undefined && trainable.has(read());
  };
  const isFrozen = (node: AnyNode) =>
    node.kind === "batchNorm" &&
    (node.weights.gamma ?? node.weights.beta) !== undefined &&
    !isLearned(node, "gamma") && !isLearned(node, "beta");
  const isCentered = ({ id }: AnyNode) => {
    const users = graph.nodes.filter(({ inputs }) => inputs.includes(id));
    const [user] = users;
    return id !== graph.output && users.length === 1 &&
      user!.kind === "batchNorm" && !isFrozen(user!);
  };

  const parameters = new Map<tf.Tensor, Parameter>();
  const learned = graph.nodes.map((node) => {
    const names = (Object.keys(node.weights) as WeightName[]).filter((name) =>
      isLearned(node, name) && !(name === "bias" && isCentered(node))
    );
    for (const name of names) {
      const variable = node.weights[name]!() as tf.Variable;
      parameters.set(variable, { variable, decays: name === "kernel" });
    }
    return new Set(names);
  });
  if (parameters.size === 0) {
    throw new TypeError(
      `Cannot train "${model.name}" as it must have weights that are learned: all of its layers are frozen or without weights`,
    );
  }
  return {
    graph,
    parameters: [...parameters.values()],
    learned,
    reached: reachedNodes(graph, learned),
    ruleOf: <K extends AnyNode["kind"]>(node: GraphNode<K>) =>
      (isFrozen(node as unknown as AnyNode)
        ? frozenBatchNorm
        : TRAINING_RULES[node.kind]) as unknown as TrainingRule<K>,
  };
}

function reachedNodes(
  { nodes }: LayerGraph,
  learned: TrainableNetwork["learned"],
): readonly boolean[] {
  const reached: boolean[] = [];
  for (const { id, inputs } of nodes) {
    reached[id] = learned[id]!.size > 0 || inputs.some((from) => reached[from]);
  }
  return reached;
}

/**
 * Throws unless every layer of a network can be trained or is frozen.
 *
 * @throws {TypeError} If one draws random numbers, if a batch normalization is
 * not over the last axis, if a weight is of a layer without rules of its own,
 * or if the output is no list of logits.
 */
function checkLayers(model: Model): void {
  const { name, graph } = model;
  const weights = new Set<tf.Tensor>();
  for (const node of graph.nodes) {
    for (const read of Object.values(node.weights)) {
      if (read) weights.add(read());
    }
    const reason = unsupportedReason(node);
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

function unsupportedReason(node: AnyNode): string | undefined {
  if (NOISY.includes(node.layerClass)) {
    return "no layer must draw random numbers";
  }
  return node.kind === "batchNorm" &&
      node.attributes.axis !== node.shape.length - 1
    ? "a batch normalization must be over the last axis"
    : undefined;
}
