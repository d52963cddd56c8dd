import { GRADIENT, type RuleTable } from "../rule_table.ts";
import { LIBRA } from "./libra.ts";
import { DECONV_NET, GUIDED_BACKPROP } from "./rectifier_rules.ts";

/** The rule tables of this package, by name. */
export const RULE_TABLES: Readonly<Record<string, RuleTable>> = {
  GRADIENT,
  LIBRA,
  GUIDED_BACKPROP,
  DECONV_NET,
};
