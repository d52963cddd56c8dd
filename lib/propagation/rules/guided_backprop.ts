import * as tf from "@tensorflow/tfjs";
import type { RuleTable } from "../rule_table.ts";
import { rectifierRules } from "./rectifier_rules.ts";

/**
 * The rules of Guided Backprop: a relu passes `1[z > 0] · ReLU(g)`, another
 * rectifier its slope times ReLU(g).
 *
 * Source: Springenberg et al., "Striving for Simplicity", 2014, section 3.4.
 */
export const GUIDED_BACKPROP: RuleTable = rectifierRules(({ g, timesSlope }) =>
  timesSlope(tf.relu(g))
);
