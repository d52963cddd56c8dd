import * as tf from "@tensorflow/tfjs";
import type { TrainableNetwork } from "./trainable_network.ts";
import type { TrainingRecord } from "./training_forward.ts";

/**
 * Walks a network backwards and returns the gradient of every parameter, in
 * their order. Call it inside the `tf.tidy` that owns the record.
 *
 * @param gradient The gradient by the logits, of their shape.
 */
export function trainingBackward(
  { graph, parameters, learnt, reached, ruleOf }: TrainableNetwork,
  record: TrainingRecord,
  gradient: tf.Tensor,
): readonly tf.Tensor[] {
  const byWeight = new Map<tf.Tensor, tf.Tensor>();
  const byNode = new Map([[graph.output, tf.clone(gradient)]]);
  for (const node of graph.nodes.toReversed()) {
    const g = byNode.get(node.id);
    if (g === undefined) continue;
    byNode.delete(node.id);
    const rule = ruleOf(node);
    const at = record.at(node.id);
    const wanted = {
      inputs: node.inputs.some((id) => reached[id]),
      weights: learnt[node.id]!,
    };
    const gradients = tf.tidy(() => {
      const { inputs, weights } = rule.backward(node as never, g, at, wanted);
      return {
        // A rule may hand `g` on, or one tensor to several inputs: each is
        // disposed on its own.
        inputs: inputs.map((part, i) =>
          part === g || inputs.indexOf(part) < i ? tf.clone(part) : part
        ),
        weights: [...wanted.weights].map((name) => weights[name]!),
      };
    });
    [...wanted.weights].forEach((name, i) => {
      add(byWeight, node.weights[name]!(), gradients.weights[i]!);
    });
    node.inputs.forEach((id, i) => {
      const part = gradients.inputs[i];
      if (reached[id]) add(byNode, id, part!);
      else part?.dispose();
    });
    g.dispose();
    tf.dispose([...at.saved]);
  }
  return parameters.map(({ variable }) => byWeight.get(variable)!);
}

function add<K>(sums: Map<K, tf.Tensor>, key: K, part: tf.Tensor): void {
  const before = sums.get(key);
  sums.set(key, before ? tf.add(before, part) : part);
  if (before) tf.dispose([before, part]);
}
