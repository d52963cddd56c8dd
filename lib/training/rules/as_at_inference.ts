import type * as tf from "@tensorflow/tfjs";
import type { GraphNode, NodeKind, WeightName } from "../../model/mod.ts";
import {
  type Kept,
  type Operation,
  OPERATIONS,
} from "../../propagation/mod.ts";
import type {
  NodeGradients,
  TrainingActivations,
  TrainingRule,
} from "./training_rule.ts";

/** The gradients by the weights among `names`, given `g`. */
export type WeightRule<K extends NodeKind> = (
  node: GraphNode<K>,
  g: tf.Tensor,
  at: TrainingActivations,
  names: ReadonlySet<WeightName>,
) => NodeGradients["weights"];

/** The rule of a kind that has no weights and runs as it does at inference. */
export function asAtInference<K extends NodeKind>(kind: K): TrainingRule<K> {
  const rule = withWeights(kind, () => ({}));
  return { ...rule, keeps: (OPERATIONS[kind] as Operation<K>).keeps };
}

/** The rule of a kind that runs as at inference and learns by its inputs. */
export function withWeights<K extends NodeKind>(
  kind: K,
  weights: WeightRule<K>,
): TrainingRule<K> {
  const { forward, gradient, keeps } = OPERATIONS[kind] as Operation<K>;
  return {
    forward: (node, inputs) => ({ output: forward(node, inputs) }),
    backward: (node, g, at, wanted) => ({
      inputs: wanted.inputs ? gradient(node, g, at) : [],
      weights: wanted.weights.size > 0
        ? weights(node, g, at, wanted.weights)
        : {},
    }),
    keeps: (node) => plusInputs(keeps(node)),
  };
}

function plusInputs(kept: Kept): Kept {
  return kept === "output" || kept === "both" ? "both" : "inputs";
}
