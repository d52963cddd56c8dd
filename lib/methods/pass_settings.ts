import {
  type ExplainOptions,
  GRADIENT,
  RULE_TABLES,
  type RuleOptions,
} from "../propagation/mod.ts";

/** The options `ties` and `rules` among a result's settings, where they are not the default. */
export function passSettings(
  { ties, rules = GRADIENT }: ExplainOptions & RuleOptions,
): { readonly ties?: "share"; readonly rules?: string } {
  const [name = "own"] =
    Object.entries(RULE_TABLES).find(([, table]) => table === rules) ?? [];
  return {
    ...(ties === "share" && { ties }),
    ...(rules !== GRADIENT && { rules: name }),
  };
}
