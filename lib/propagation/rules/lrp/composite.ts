import type { AnyNode } from "../../../model/mod.ts";
import {
  callback,
  checkValue,
  either,
  listOf,
  oneOf,
  type Requirement,
} from "../../../options/mod.ts";
import {
  LRP_RULE,
  type LrpRule,
  WEIGHTED_KINDS,
  type WeightedKind,
} from "./weighted_layer.ts";

/**
 * Which layers an entry of a composite is for: those of a kind, those that take
 * the pixels (`first`), all (`any`), or those that a function says true for.
 */
export type LrpMatch =
  | WeightedKind
  | "first"
  | "any"
  | ((layer: AnyNode) => boolean);

/** A rule for every layer that has a kernel. */
export interface LrpComposite {
  /** Its entries in words, such as `conv2d: z⁺, dense: ε(0.000001)`. */
  readonly name: string;
  /** The rule of a layer. */
  readonly ruleOf: (layer: AnyNode, isFirst: boolean) => LrpRule;
}

/**
 * The composite of LRP rules in which the first entry that matches a layer says
 * its rule.
 *
 * @param entries Pairs of match and rule, in order of precedence.
 * @returns The composite, for the option `composite` of `lrp`.
 * @throws {TypeError} If an entry is no pair of a match and a rule.
 * @throws {RangeError} If there is no entry, or a match is none. Asked for the
 * rule of a layer that no entry matches, the composite throws it too.
 *
 * @example
 * ```ts
 * import { composite, epsilon, zBox, zPlus } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * const mixed = composite([["first", zBox()], ["conv2d", zPlus()], ["any", epsilon()]]);
 * assertEquals(mixed.name, "first: zB, conv2d: z⁺, any: ε(0.000001)");
 * ```
 */
export function composite(
  entries: readonly (readonly [LrpMatch, LrpRule])[],
): LrpComposite {
  checkEntries(entries);
  return {
    name: entries.map(([match, rule]) =>
      `${
        typeof match === "function" ? match.name || "own" : match
      }: ${rule.name}`
    ).join(", "),
    ruleOf: (layer, isFirst) => {
      const entry = entries.find(([match]) => matches(match, layer, isFirst));
      if (entry !== undefined) return entry[1];
      throw new RangeError(
        `Cannot propagate relevance through the layer "${layer.name}" (${layer.kind}) as the composite must have an entry that matches it`,
      );
    },
  };
}

function matches(
  match: LrpMatch,
  layer: AnyNode,
  isFirst: boolean,
): boolean {
  if (typeof match === "function") return match(layer);
  return match === "any" ||
    (match === "first" ? isFirst : match === layer.kind);
}

const LRP_MATCH: Requirement = either(
  oneOf([...WEIGHTED_KINDS, "first", "any"]),
  {
    ...callback,
    expected: "a function of the layer",
  },
);

const ENTRIES: Requirement = listOf({
  expected: "a pair of match and rule",
  isType: (value) => Array.isArray(value) && value.length === 2,
});

function checkEntries(
  entries: readonly (readonly [LrpMatch, LrpRule])[],
): void {
  const action = "compose LRP rules";
  checkValue(action, "entries", entries, ENTRIES);
  for (const [i, [match, rule]] of entries.entries()) {
    checkValue(action, `the match of entry ${i}`, match, LRP_MATCH);
    checkValue(action, `the rule of entry ${i}`, rule, LRP_RULE);
  }
}
