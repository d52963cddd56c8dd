import * as tf from "@tensorflow/tfjs";
import type { RuleTable } from "../rule_table.ts";
import { rectifierRules } from "./rectifier_rules.ts";

/**
 * The rules of DeconvNet: every rectifier passes `ReLU(g)`, whatever its slope.
 * Max pools use the positions of their maxima, as the gradient does.
 *
 * Source: Zeiler & Fergus, "Visualizing and Understanding Convolutional
 * Networks", 2013, section 2.1.
 */
export const DECONV_NET: RuleTable = rectifierRules(({ g }) => tf.relu(g));
