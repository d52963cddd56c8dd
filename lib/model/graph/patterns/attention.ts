import type { Pattern } from "./rewrite.ts";

/** Values weighted by a softmax over the last axis, as a product of matrices. */
export const attention: Pattern = (node, view) => {
  if (node.kind !== "matMul") return undefined;
  const [weights, values] = node.inputs as [number, number];
  const softmax = view.node(weights);
  const isLast = softmax.kind === "softmax" &&
    softmax.attributes.axis === softmax.shape.length - 1;
  if (!isLast || !view.hasOneUser(weights)) return undefined;
  const inputs = [softmax.inputs[0]!, values];
  return { kind: "attention", inputs, attributes: {}, weights: {} };
};
