import type { OperatorCall } from "../onnx/operator_call.ts";
import type { Operator } from "../onnx/operators/mod.ts";
import { OPERATORS } from "./operators/mod.ts";

/**
 * What a node of TensorFlow becomes.
 *
 * @throws {UnsupportedLayerError} If its operator is not read.
 */
export function translateNode(call: OperatorCall): ReturnType<Operator> {
  const { operator } = call;
  const translate = Object.hasOwn(OPERATORS, operator)
    ? OPERATORS[operator]
    : undefined;
  return translate?.(call) ?? call.refuse(
    "this operator is not read; give it as operators: { " +
      `${JSON.stringify(operator)}: (inputs, attributes) => tensor }`,
  );
}
