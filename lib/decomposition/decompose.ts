import * as tf from "@tensorflow/tfjs";
import type { AnyNode, GraphNode, LayerGraph, NodeKind } from "../model/mod.ts";
import {
  type Activations,
  backward,
  type ChosenClasses,
  evaluateTarget,
  forward,
  type Target,
} from "../propagation/mod.ts";
import { BIAS_RULES, type BiasRule } from "./bias_rules.ts";
import type { BiasTerm, Site, Term } from "./bias_term.ts";
import { factorTerm } from "./factor_term.ts";

/** What {@linkcode decompose} returns, beside the terms that it shows. */
export interface Decomposition {
  /** The network's output, `[N, K]`. */
  readonly logits: tf.Tensor;
  /** The target of every sample, `[N]`. */
  readonly value: tf.Tensor1D;
  /** ∇x f, of the image's shape. */
  readonly inputGradient: tf.Tensor;
}

/**
 * Decomposes a target of the network's output into the input-gradient term and
 * one bias-gradient term per site, `f(x) = <∇x f, x> + Σ <∇b f, b>`.
 *
 * Call it inside `tf.tidy`. The terms are shown to `visit` one by one, from the
 * last site to the first, and are gone after the call.
 */
export function decompose(
  graph: LayerGraph,
  image: tf.Tensor,
  target: Target,
  classes: ChosenClasses,
  visit: (term: BiasTerm) => void,
): Decomposition {
  const record = forward(graph, image);
  const logits = record.output;
  const { value, gradient } = evaluateTarget(
    target,
    logits,
    graph.head,
    classes,
  );
  if (!target.linear) visit(targetTerm(value, gradient, logits));
  const inputGradient = backward(record, gradient, {
    visit: (node, g, at) => {
      const site = siteOf(node);
      if (site !== undefined) {
        visit({ site, ...termOf(node, g, at) });
      }
    },
  });
  return { logits, value, inputGradient };
}

/** The site of what a target adds that is not linear in the logits. */
export const TARGET_SITE: Site = {
  name: "target",
  kind: "target",
  bias: "implicit",
};

/** The site of a node's bias, if it has one. */
export function siteOf(node: AnyNode): Site | undefined {
  const rule = BIAS_RULES[node.kind] as BiasRule<AnyNode["kind"]> | "none";
  if (rule === "none" || !rule.applies(node as GraphNode)) return undefined;
  return { name: node.name, kind: node.kind, bias: rule.bias };
}

function termOf(anyNode: AnyNode, g: tf.Tensor, at: Activations): Term {
  const node = anyNode as GraphNode;
  const rule = BIAS_RULES[node.kind] as BiasRule<NodeKind>;
  return "factor" in rule
    ? factorTerm(g, () => tf.tidy(() => rule.factor(node, at)))
    : {
      gradient: g,
      product: () => tf.tidy(() => rule.product(node, g, at)),
    };
}

/** What a target that is not linear in the logits adds: t − <∇t, logits>. */
function targetTerm(
  value: tf.Tensor,
  gradient: tf.Tensor,
  logits: tf.Tensor,
): BiasTerm {
  const linear = tf.sum(
    tf.reshape(tf.mul(gradient, logits), [value.size, -1]),
    1,
  );
  return {
    site: TARGET_SITE,
    gradient,
    product: () => tf.sub(value, linear),
  };
}
