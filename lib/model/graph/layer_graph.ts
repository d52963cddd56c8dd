import type { AnyNode } from "./graph_node.ts";

/** The function at the end of a network that turns logits into probabilities. */
export type Head = "softmax" | "sigmoid";

/**
 * A network as a list of operations in topological order.
 *
 * It refers to the live weights of the model that it was built from: after a
 * weight changes, the next pass sees the change. Operations that the output
 * does not depend on are not part of it.
 */
export interface LayerGraph {
  /** The operations; `nodes[i].id` is `i`, and inputs come before users. */
  readonly nodes: readonly AnyNode[];
  /** Id of the node that stands for the image. */
  readonly input: number;
  /** Id of the node whose output is explained: the logits. */
  readonly output: number;
  /** The probability function that was split off after `output`, if any. */
  readonly head: Head | undefined;
}
