import * as tf from "@tensorflow/tfjs";
import {
  type AnyNode,
  type GraphNode,
  type LayerGraph,
  type NodeKind,
  type Placement,
  placementOf,
} from "../model/mod.ts";
import {
  type Activations,
  backward,
  forwardToTarget,
  type PassResult,
  type TargetPass,
  TieCounter,
} from "../propagation/mod.ts";
import { BIAS_RULES, type BiasRule } from "./bias_rules.ts";
import {
  INPUT_SITE,
  placed,
  productTerm,
  type Site,
  type SiteTerm,
  type Term,
} from "./term.ts";

/**
 * Decomposes a target of the network's output into the input-gradient term and
 * one bias-gradient term per site, `f(x) = <∇x f, x> + Σ <∇b f, b>`.
 *
 * Call it inside `tf.tidy`. The terms are shown to `visit` one by one, from the
 * last site to the first, then the input's, and are gone after the call.
 */
export function decompose(
  pass: TargetPass,
  visit: (term: SiteTerm) => void,
): PassResult {
  const { record, logits, value, gradient } = forwardToTarget(pass);
  if (!pass.target.linear) visit(targetTerm(value, gradient, logits));
  const counter = new TieCounter(pass.graph);
  const inputGradient = backward(record, gradient, {
    ties: pass.ties ?? "first",
    visit: (node, g, at) => {
      counter.visit(node, g, at);
      const site = siteOf(node);
      if (site !== undefined) {
        visit({
          site,
          ...termOf(node, g, at, placementOf(pass.graph, node.id)),
        });
      }
    },
  });
  visit({
    site: INPUT_SITE,
    ...productTerm(
      inputGradient,
      () => tf.clone(pass.image),
      placementOf(pass.graph, pass.graph.input),
    ),
  });
  return { logits, value, ties: counter.layers };
}

/** The site of what a target adds that is not linear in the logits. */
const TARGET_SITE: Site = {
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

/** The sites of all biases of a network, in forward order. */
export function sitesOf({ nodes }: LayerGraph): Site[] {
  return nodes.flatMap((node) => siteOf(node) ?? []);
}

function termOf(
  anyNode: AnyNode,
  g: tf.Tensor,
  at: Activations,
  placement: Placement,
): Term {
  const node = anyNode as GraphNode;
  const rule = BIAS_RULES[node.kind] as BiasRule<NodeKind>;
  return "factor" in rule
    ? productTerm(g, () => tf.tidy(() => rule.factor(node, at)), placement)
    : {
      // An unknown operation tells no place.
      ...placed(node.kind === "other" ? undefined : placement),
      gradient: g,
      product: () => tf.tidy(() => rule.product(node, g, at)),
    };
}

/** What a target that is not linear in the logits adds: t − <∇t, logits>. */
function targetTerm(
  value: tf.Tensor,
  gradient: tf.Tensor,
  logits: tf.Tensor,
): SiteTerm<Site> {
  const linear = tf.sum(
    tf.reshape(tf.mul(gradient, logits), [value.size, -1]),
    1,
  );
  return {
    site: TARGET_SITE,
    spatial: false,
    gradient,
    product: () => tf.sub(value, linear),
  };
}
