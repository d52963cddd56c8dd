import * as tf from "@tensorflow/tfjs";
import type { AnyNode, GraphNode } from "../model/mod.ts";
import {
  type ForwardRecord,
  tangentOf,
  type TangentSource,
  type TieRule,
} from "../propagation/mod.ts";
import { biasRulesOf } from "./bias_rules.ts";

/**
 * The biases of a node as changes of its output z, in the order of its sites:
 * those whose bias-gradient term is <g, change> for every gradient g. That of
 * an explicit bias is b, that of an implicit one is what is left of z,
 * `z − Σ b − J·a`, since `<g, z> − <Jᵀg, a> = <g, z − J·a>`.
 */
export function biasTangents(
  record: ForwardRecord,
  node: AnyNode,
  ties: TieRule,
): readonly TangentSource[] {
  const at = record.at(node.id);
  const rules = biasRulesOf(node);
  const factors = rules.flatMap((rule) =>
    "factor" in rule ? [() => rule.factor(node as GraphNode, at)] : []
  );
  return rules.map((rule): TangentSource => ({
    node,
    tangent: () =>
      "factor" in rule ? rule.factor(node as GraphNode, at) : factors.reduce(
        (rest, factor) => tf.sub(rest, factor()),
        tf.sub(at.output, tangentOf(record, node, at.inputs, ties)),
      ),
  })).toReversed();
}
