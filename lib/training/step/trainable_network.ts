import type * as tf from "@tensorflow/tfjs";
import type {
  AnyNode,
  GraphNode,
  LayerGraph,
  Model,
  WeightName,
} from "../../model/mod.ts";
import type { Parameter } from "../optimizers/mod.ts";
import {
  frozenBatchNorm,
  TRAINING_RULES,
  type TrainingRule,
} from "../rules/mod.ts";
import { checkLayers } from "./check_layers.ts";

/** A network with what is learnt of it. */
export interface TrainableNetwork {
  /** The operations. */
  readonly graph: LayerGraph;
  /** The weights that are learnt, each once. */
  readonly parameters: readonly Parameter[];
  /** By node: the names of its weights that are learnt. */
  readonly learnt: readonly ReadonlySet<WeightName>[];
  /** By node: whether it, or something before it, is learnt. */
  readonly reached: readonly boolean[];
  /** How a node runs. */
  readonly ruleOf: <K extends AnyNode["kind"]>(
    node: GraphNode<K>,
  ) => TrainingRule<K>;
}

/**
 * Returns what is learnt of a network: the trainable weights of its layers.
 *
 * A bias right before a batch normalization is not: it moves the mean alone,
 * which is subtracted, so that its gradient is zero.
 *
 * @throws {TypeError} If a layer cannot be trained, or nothing can be learnt.
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
  const isLearnt = (node: AnyNode, name: WeightName) => {
    const read = node.weights[name];
    return read !== undefined && trainable.has(read());
  };
  const isFrozen = (node: AnyNode) =>
    node.kind === "batchNorm" &&
    (node.weights.gamma ?? node.weights.beta) !== undefined &&
    !isLearnt(node, "gamma") && !isLearnt(node, "beta");
  const isCentred = ({ id }: AnyNode) => {
    const users = graph.nodes.filter(({ inputs }) => inputs.includes(id));
    const [user] = users;
    return id !== graph.output && users.length === 1 &&
      user!.kind === "batchNorm" && !isFrozen(user!);
  };

  const parameters = new Map<tf.Tensor, Parameter>();
  const learnt = graph.nodes.map((node) => {
    const names = (Object.keys(node.weights) as WeightName[]).filter((name) =>
      isLearnt(node, name) && !(name === "bias" && isCentred(node))
    );
    for (const name of names) {
      const variable = node.weights[name]!() as tf.Variable;
      parameters.set(variable, { variable, decays: name === "kernel" });
    }
    return new Set(names);
  });
  if (parameters.size === 0) {
    throw new TypeError(
      `Cannot train "${model.name}" as it must have weights that are learnt: all of its layers are frozen or without weights`,
    );
  }
  return {
    graph,
    parameters: [...parameters.values()],
    learnt,
    reached: reachedNodes(graph, learnt),
    ruleOf: <K extends AnyNode["kind"]>(node: GraphNode<K>) =>
      (isFrozen(node as unknown as AnyNode)
        ? frozenBatchNorm
        : TRAINING_RULES[node.kind]) as unknown as TrainingRule<K>,
  };
}

function reachedNodes(
  { nodes }: LayerGraph,
  learnt: TrainableNetwork["learnt"],
): readonly boolean[] {
  const reached: boolean[] = [];
  for (const { id, inputs } of nodes) {
    reached[id] = learnt[id]!.size > 0 || inputs.some((from) => reached[from]);
  }
  return reached;
}
