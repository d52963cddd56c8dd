import { FOLDS } from "./folds/mod.ts";
import type { OperatorCall } from "./operator_call.ts";
import { type Operator, OPERATORS } from "./operators/mod.ts";
import { isConstant } from "./value.ts";

/**
 * What an operator of ONNX becomes: nodes where its inputs depend on the image,
 * and else what it computes.
 *
 * @throws {UnsupportedLayerError} If it is not read.
 */
export function runOperator(call: OperatorCall): ReturnType<Operator> {
  const { operator } = call;
  const isKnown = call.inputs.every((value) =>
    value === undefined || isConstant(value)
  );
  const fold = Object.hasOwn(FOLDS, operator) ? FOLDS[operator] : undefined;
  if (fold !== undefined && (isKnown || SHAPES.has(operator))) {
    return fold(call);
  }
  const translate = Object.hasOwn(OPERATORS, operator)
    ? OPERATORS[operator]
    : undefined;
  if (translate === undefined || isKnown) {
    return call.refuse(reasonAgainst(operator, isKnown));
  }
  return translate(call);
}

/** Operators whose result is known although their input is not. */
const SHAPES: ReadonlySet<string> = new Set(["Shape", "Size"]);

/** Why an operator is not translated, and what can be done. */
function reasonAgainst(operator: string, isKnown: boolean): string {
  if (
    /Quantize|QLinear|Integer$|QAttention|QGemm|QMoE|NBits$|Bnb4$/.test(
      operator,
    )
  ) {
    return "values that depend on the image would be rounded to a few bits, which has no gradient; load the file with real numbers that this one was made from";
  }
  if (operator.startsWith("com.microsoft.nchwc::")) {
    return "onnxruntime has rearranged its maps for one processor; load the file that this one was made from, or save it with a lower level of optimization";
  }
  return isKnown
    ? "it is not read where all of its inputs are constants"
    : "this operator is not read; give it as operators: { " +
      `${JSON.stringify(operator)}: (inputs, attributes) => tensor }`;
}
