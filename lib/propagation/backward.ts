import * as tf from "@tensorflow/tfjs";
import type { AnyNode, GraphNode } from "../model/mod.ts";
import type { ForwardRecord } from "./forward.ts";
import type { Activations } from "./operation.ts";
import { type BackwardRule, GRADIENT, type RuleTable } from "./rule_table.ts";

/**
 * Sees every node on the way back, with `g`, the gradient by its output. `g` is
 * disposed after the call.
 */
export type NodeVisitor = (
  node: AnyNode,
  g: tf.Tensor,
  at: Activations,
) => void;

/** The options of {@linkcode backward}. */
export interface BackwardOptions {
  /**
   * How a gradient passes each kind of node.
   *
   * @default {GRADIENT}
   */
  readonly rules?: RuleTable;
  /** Called for every node, in reverse order, before its rule is applied. */
  readonly visit?: NodeVisitor;
}

/**
 * Walks a network backwards and returns the gradient by the image.
 *
 * Call it inside the `tf.tidy` that owns the record.
 *
 * @param record The forward pass.
 * @param gradient The gradient by the network's output, of its shape.
 * @returns The gradient by the image, of its shape.
 */
export function backward(
  record: ForwardRecord,
  gradient: tf.Tensor,
  { rules = GRADIENT, visit }: BackwardOptions = {},
): tf.Tensor {
  const { graph } = record;
  const gradients = new Map([[graph.output, tf.clone(gradient)]]);
  for (const node of graph.nodes.toReversed()) {
    const g = gradients.get(node.id)!;
    const at = record.at(node.id);
    visit?.(node, g, at);
    if (node.id === graph.input) continue;
    const rule = rules[node.kind] as unknown as BackwardRule<AnyNode["kind"]>;
    const parts = tf.tidy(() =>
      // A rule may hand `g` on, or one tensor to several inputs: each is
      // disposed on its own.
      rule(node as GraphNode, g, at).map((part, i, parts) =>
        part === g || parts.indexOf(part) < i ? tf.clone(part) : part
      )
    );
    g.dispose();
    gradients.delete(node.id);
    node.inputs.forEach((id, i) => accumulate(gradients, id, parts[i]!));
  }
  return gradients.get(graph.input)!;
}

function accumulate(
  gradients: Map<number, tf.Tensor>,
  id: number,
  part: tf.Tensor,
): void {
  const before = gradients.get(id);
  gradients.set(id, before ? tf.add(before, part) : part);
  if (before) [before, part].forEach((tensor) => tensor.dispose());
}
