import type { GraphNode, NodeKind } from "../model/mod.ts";
import { callback, objectWith, type Requirement } from "../options/mod.ts";
import type { Operation } from "./operation.ts";
import { OPERATIONS } from "./operations/mod.ts";

/** How a gradient passes one kind of node backwards. */
export type BackwardRule<K extends NodeKind> = Operation<K>["gradient"] & {
  /**
   * What the rule leaves of a node's implicit bias term, if it is known: nothing,
   * where <g, z> is what arrives at the inputs and at explicit biases, or that of
   * the gradient. It is computed by its definition where it is not known.
   */
  readonly leaves?: (node: GraphNode<K>) => "nothing" | "gradient's";
};

/** A rule for every kind of node. */
export type RuleTable = { readonly [K in NodeKind]: BackwardRule<K> };

/**
 * The rules of the gradient itself.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel } from "fullgrad";
 * import { GRADIENT } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = "data/images/boat.png";
 * const map = await inputGradient(model, image, { rules: { ...GRADIENT } });
 * assertEquals(map.values, (await inputGradient(model, image)).values);
 * ```
 */
export const GRADIENT: RuleTable = Object.fromEntries(
  Object.entries(OPERATIONS).map((
    [kind, operation],
  ) => [kind, operation.gradient]),
) as unknown as RuleTable;

/** What a {@linkcode RuleTable} must be. */
export const RULE_TABLE: Requirement = objectWith(
  "a rule for every kind of node, as GRADIENT is",
  Object.fromEntries(Object.keys(OPERATIONS).map((kind) => [kind, callback])),
);
