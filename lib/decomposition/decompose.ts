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
  functionAt,
  GRADIENT,
  type PassResult,
  type RuleTable,
  type TargetPass,
  TieCounter,
} from "../propagation/mod.ts";
import { type BiasRule, biasRulesOf } from "./bias_rules.ts";
import {
  INPUT_SITE,
  placed,
  productTerm,
  type Site,
  type SiteTerm,
  type Term,
} from "./term.ts";

/** Products ∂f/∂z ⊙ z at the outputs z of nodes, beside the decomposition. */
export interface OutputProducts {
  /** The nodes. */
  readonly of: readonly AnyNode[];
  /** Shown the product at each of them, from the last to the first. */
  readonly visit: (term: Term) => void;
}

/**
 * Decomposes a target of the network's output into the input-gradient term and
 * one bias-gradient term per site, `f(x) = <∇x f, x> + Σ <∇b f, b>`.
 *
 * Call it inside `tf.tidy`. The terms are shown to `visit` one by one, from the
 * last site to the first, then the input's, and are gone after the call. It may
 * return the gradient by the input of a term's function.
 */
export function decompose(
  pass: TargetPass,
  visit: (term: SiteTerm) => tf.Tensor | undefined,
  products?: OutputProducts,
): PassResult {
  const { rules = GRADIENT } = pass;
  const wanted = new Set(products?.of);
  const biases = new Map(pass.graph.nodes.map((node) => [
    node,
    biasRulesOf(node, rules),
  ]));
  const { record, logits, value, gradient } = forwardToTarget(pass, {
    // What rules leave by definition is computed from all that is around a node.
    keepOutputsOf: isUnknown(rules)
      ? pass.graph.nodes.map(({ name }) => name)
      : [...wanted].map(({ name }) => name),
  });
  if (!pass.target.linear) visit(targetTerm(value, gradient, logits));
  const counter = new TieCounter(pass.graph);
  /** By the input of the function whose term was seen last. */
  let made: tf.Tensor | undefined;
  const inputGradient = backward(record, gradient, {
    rules,
    ties: pass.ties ?? "first",
    reads: (node) => wanted.has(node) || biases.get(node)!.length > 0,
    visit: (node, g, at) => {
      counter.visit(node, g, at);
      made = undefined;
      // The place of a node without a term is not asked for: it takes time.
      const placement = () => placementOf(pass.graph, node.id);
      if (wanted.has(node)) {
        products?.visit(
          productTerm(g, () => at.output, placement()),
        );
      }
      const isPlain = rules[node.kind] === GRADIENT[node.kind];
      for (const rule of biases.get(node)!) {
        made = visit({
          site: siteOf(node, rule),
          ...termOf(node, g, at, placement(), rule),
          ...isPlain && node.kind === "activation" &&
            { function: functionAt(node, at) },
        });
      }
    },
    made: () => made,
  });
  visit({
    site: INPUT_SITE,
    ...productTerm(
      inputGradient,
      () => pass.image,
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

/** The sites of a node's biases, in forward order. */
export function sitesOfNode(node: AnyNode, rules?: RuleTable): Site[] {
  return biasRulesOf(node, rules).map((rule) => siteOf(node, rule))
    .toReversed();
}

/** The sites of all biases of a network, in forward order. */
export function sitesOf({ nodes }: LayerGraph, rules?: RuleTable): Site[] {
  return nodes.flatMap((node) => sitesOfNode(node, rules));
}

function siteOf(
  { name, kind }: AnyNode,
  { part, bias }: BiasRule<NodeKind>,
): Site {
  return { name: part === undefined ? name : `${name}/${part}`, kind, bias };
}

/** Whether it is not known of a rule what it leaves. */
function isUnknown(rules: RuleTable): boolean {
  return Object.entries(rules).some(([kind, rule]) =>
    rule !== GRADIENT[kind as NodeKind] && rule.leaves === undefined
  );
}

function termOf(
  anyNode: AnyNode,
  g: tf.Tensor,
  at: Activations,
  placement: Placement,
  rule: BiasRule<NodeKind>,
): Term {
  const node = anyNode as GraphNode;
  return "factor" in rule
    ? productTerm(g, () => tf.tidy(() => rule.factor(node, at)), placement)
    : {
      ...placed(rule.isOfImage ? undefined : placement),
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
