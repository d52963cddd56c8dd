import * as tf from "@tensorflow/tfjs";
import type { TrainingActivations } from "../rules/mod.ts";
import type { TrainableNetwork } from "./trainable_network.ts";

/** What a training pass leaves behind for the way back. */
export interface TrainingRecord {
  /** The logits, `[N, classes]`. */
  readonly logits: tf.Tensor2D;
  /** The tensors around node `id`, as far as its rules need them. */
  readonly at: (id: number) => TrainingActivations;
}

/**
 * Runs a network as in training and keeps what the gradients are made of; the
 * running statistics of batch normalizations move. Call it inside `tf.tidy`.
 *
 * @param images The batch, `[N, H, W, C]`; not disposed.
 * @param statisticsMomentum Share of the running statistics that is kept.
 */
export function trainingForward(
  network: TrainableNetwork,
  images: tf.Tensor4D,
  statisticsMomentum: number,
): TrainingRecord {
  const { graph } = network;
  const values = new Map<number, tf.Tensor>();
  const saved = new Map<number, readonly tf.Tensor[]>();
  const shapes: (readonly number[])[] = [];
  const { kept, lastUser } = neededLater(network);
  for (const node of graph.nodes) {
    const inputs = node.id === graph.input
      ? [images]
      : node.inputs.map((id) => values.get(id)!);
    const result = tf.tidy(() => {
      const { output, saved = [] } = network.ruleOf(node)
        .forward(node as never, inputs, statisticsMomentum);
      // Each is disposed on its own.
      return {
        output: inputs.includes(output) ? tf.clone(output) : output,
        saved: [...saved],
      };
    });
    values.set(node.id, result.output);
    saved.set(node.id, result.saved);
    shapes[node.id] = result.output.shape;
    for (const id of new Set(node.inputs)) {
      if (lastUser[id] === node.id && !kept.has(id)) {
        values.get(id)!.dispose();
        values.delete(id);
      }
    }
  }
  return {
    logits: values.get(graph.output) as tf.Tensor2D,
    at: (id) => {
      const { inputs } = graph.nodes[id]!;
      return {
        inputs: inputs.map((input) => values.get(input)!),
        output: values.get(id)!,
        inputShapes: inputs.map((input) => shapes[input]!),
        saved: saved.get(id)!,
      };
    },
  };
}

function neededLater({ graph, ruleOf }: TrainableNetwork): {
  readonly lastUser: readonly (number | undefined)[];
  readonly kept: ReadonlySet<number>;
} {
  const lastUser: (number | undefined)[] = [];
  const kept = new Set([graph.output]);
  for (const node of graph.nodes) {
    const keeps = ruleOf(node).keeps(node as never);
    if (keeps === "inputs" || keeps === "both") {
      node.inputs.forEach((id) => kept.add(id));
    }
    if (keeps === "output" || keeps === "both") kept.add(node.id);
    node.inputs.forEach((id) => lastUser[id] = node.id);
  }
  return { lastUser, kept };
}
