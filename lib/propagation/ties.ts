import * as tf from "@tensorflow/tfjs";
import type { AnyNode, GraphNode, LayerGraph } from "../model/mod.ts";
import { oneOf, type Requirement } from "../options/mod.ts";
import type { Activations, Ties } from "./operation.ts";
import { nonNegativeNodes } from "./non_negative_nodes.ts";
import { OPERATIONS } from "./operations/mod.ts";
import { GRADIENT, type RuleTable } from "./rule_table.ts";

/**
 * Where the gradient of an extreme goes that several values share: to the
 * `first` of them, as PyTorch and TensorFlow have it, or the same `share` to
 * each. Completeness holds for both.
 */
export type TieRule = "first" | "share";

/** What a {@linkcode TieRule} must be. */
export const TIE_RULE: Requirement = oneOf(["first", "share"]);

/**
 * The rules with another one for what picks extremes, unless they have their
 * own for it.
 */
export function withTies(rules: RuleTable, ties: TieRule): RuleTable {
  if (ties === "first") return rules;
  const shared = Object.entries(OPERATIONS).flatMap(([kind, operation]) => {
    const isGradient = rules[kind as AnyNode["kind"]] ===
      GRADIENT[kind as AnyNode["kind"]];
    return operation.ties && isGradient
      ? [[kind, operation.ties.gradient]]
      : [];
  });
  return { ...rules, ...Object.fromEntries(shared) };
}

/** How often the extremes of one layer tie, per image. */
export interface LayerTies {
  /** Name of the layer. */
  readonly name: string;
  /** How many of its extremes are shared by several values, `[n]`. */
  readonly tied: tf.Tensor;
  /** How many extremes it picks for an image. */
  readonly extremes: number;
}

/**
 * Counts the ties that decide where a gradient goes, layer by layer, on the way
 * back. A tie at 0 decides nothing where no value can be negative: 0 is then the
 * least that functions such as the relu give, where their slope is 0.
 */
export class TieCounter {
  /** The layers with extremes, from the last to the first. */
  readonly layers: LayerTies[] = [];
  readonly #nonNegative: ReadonlySet<number>;

  /**
   * @param graph The network that the gradient passes.
   * @param zeros Whether ties at 0 `decide` too, as where rules give a relu's
   * input what it gets whatever its slope.
   */
  constructor({ nodes }: LayerGraph, zeros: "decide" | "die" = "die") {
    this.#nonNegative = zeros === "die" ? nonNegativeNodes(nodes) : new Set();
  }

  /** Sees every node whose rule is applied, inside the caller's tidy. */
  readonly visit = (node: AnyNode, _g: tf.Tensor, at: Activations): void => {
    const ties = OPERATIONS[node.kind].ties as
      | Ties<AnyNode["kind"]>
      | undefined;
    if (ties === undefined) return;
    let extremes = 0;
    const tied = tf.tidy(() => {
      const found = ties.extremes(node as GraphNode, at);
      if (found === undefined) return undefined;
      const { values, counts } = found;
      extremes = values.size / values.shape[0]!;
      const rows = (x: tf.Tensor) => tf.reshape(x, [x.shape[0]!, -1]);
      const isTied = tf.step(tf.sub(counts, 1.5));
      const decides = node.inputs.every((id) => this.#nonNegative.has(id))
        ? tf.mul(isTied, tf.step(values))
        : isTied;
      return tf.sum(rows(decides), 1);
    });
    if (tied !== undefined) {
      this.layers.push({ name: node.name, tied, extremes });
    }
  };
}
