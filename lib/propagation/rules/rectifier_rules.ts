import type * as tf from "@tensorflow/tfjs";
import type { GraphNode } from "../../model/mod.ts";
import { OPERATIONS } from "../operations/mod.ts";
import type { Activations } from "../operation.ts";
import { GRADIENT, type RuleTable } from "../rule_table.ts";
import { isRectifier } from "./rectifiers.ts";

/** A rectifier on the way back. */
export interface RectifierPass {
  /** What arrives at its output. */
  readonly g: tf.Tensor;
  /** Its output. */
  readonly a: tf.Tensor;
  /** The rule of the gradient: the slope times something. */
  readonly timesSlope: (g: tf.Tensor) => tf.Tensor;
}

/**
 * The rules of the gradient with another one for rectifiers. Functions that are
 * none, such as the sigmoid of a gate, keep the gradient's.
 *
 * @param rule What leaves a rectifier at its input.
 */
export function rectifierRules(
  rule: (pass: RectifierPass) => tf.Tensor,
): RuleTable {
  return {
    ...GRADIENT,
    activation: (node, g, at) =>
      isRectifier(node)
        ? [rule({
          g,
          a: at.output,
          timesSlope: (g) => GRADIENT.activation(node, g, at)[0]!,
        })]
        : GRADIENT.activation(node, g, at),
    prelu: (node, g, at) => [rule({
      g,
      a: outputOf(node, at),
      timesSlope: (g) => GRADIENT.prelu(node, g, at)[0]!,
    })],
  };
}

/** The output of a prelu, which the forward pass does not keep. */
function outputOf(node: GraphNode<"prelu">, { inputs }: Activations) {
  return OPERATIONS.prelu.forward(node, inputs);
}
