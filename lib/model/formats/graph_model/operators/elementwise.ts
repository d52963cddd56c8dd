import { scalar } from "../../../graph/folding/constant.ts";
import type { OperatorCall } from "../../onnx/operator_call.ts";
import type { Operator, Operators } from "../../onnx/operators/operator.ts";
import type { Value } from "../../onnx/value.ts";
import { onMaps, onnx, type PartLabel } from "./onnx.ts";

/** Functions that have a name of their own in ONNX, by TensorFlow's. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  Abs: "Abs",
  Ceil: "Ceil",
  Cos: "Cos",
  Erf: "Erf",
  Exp: "Exp",
  Floor: "Floor",
  Inv: "Reciprocal",
  Log: "Log",
  Neg: "Neg",
  Reciprocal: "Reciprocal",
  Relu: "Relu",
  Round: "Round",
  Selu: "Selu",
  Sigmoid: "Sigmoid",
  Sign: "Sign",
  Sin: "Sin",
  Softplus: "Softplus",
  Softsign: "Softsign",
  Sqrt: "Sqrt",
  Tanh: "Tanh",
};

/** Operators of two values, by TensorFlow's name. */
const COMBINATIONS: Readonly<Record<string, string>> = {
  Add: "Add",
  AddV2: "Add",
  BiasAdd: "Add",
  Div: "Div",
  Maximum: "Max",
  Minimum: "Min",
  Mul: "Mul",
  Pow: "Pow",
  Prelu: "PRelu",
  RealDiv: "Div",
  Sub: "Sub",
};

/** A function of every element, if it is one that is read. */
export function activation(
  call: OperatorCall,
  operator: string,
  x: Value,
  alpha: number,
  label: PartLabel = {},
): Value | undefined {
  if (Object.hasOwn(FUNCTIONS, operator)) {
    return onnx(call, FUNCTIONS[operator]!, [x], {}, label);
  }
  if (operator === "Relu6") {
    const bounds = [scalar(0, "float"), scalar(6, "float")];
    return onnx(call, "Clip", [x, ...bounds], {}, label);
  }
  if (operator === "LeakyRelu") {
    return onnx(call, "LeakyRelu", [x], { alpha }, label);
  }
  return operator === "Elu" ? onnx(call, "Elu", [x], {}, label) : undefined;
}

const function_: Operator = (call) =>
  activation(call, call.operator, call.value(0), call.float("alpha", 0.2))!;

const combination: Operator = (call) =>
  onnx(call, COMBINATIONS[call.operator]!, [call.value(0), call.value(1)]);

function power(exponent: number): Operator {
  return (call) =>
    onnx(call, "Pow", [call.value(0), scalar(exponent, "float")]);
}

/** γ (x − μ) / √(σ² + ε) + β for every channel. */
const batchNorm: Operator = (call) =>
  onMaps(
    call,
    "BatchNormalization",
    [call.value(0), ...[1, 2, 3, 4].map((i) => call.constant(i))],
    { epsilon: call.float("epsilon", 0.001) },
  );

/** The operators that act on every element, or on those that meet. */
export const ELEMENTWISE: Operators = {
  ...Object.fromEntries(
    [...Object.keys(FUNCTIONS), "Relu6", "LeakyRelu", "Elu"].map((name) => [
      name,
      function_,
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(COMBINATIONS).map((name) => [name, combination]),
  ),
  AddN: (call) => onnx(call, "Sum", call.inputs.map((_, i) => call.value(i))),
  FusedBatchNorm: batchNorm,
  FusedBatchNormV2: batchNorm,
  FusedBatchNormV3: batchNorm,
  Rsqrt: power(-0.5),
  Square: power(2),
  SquaredDifference: (call) => {
    const inputs = [call.value(0), call.value(1)];
    const difference = onnx(call, "Sub", inputs, {}, { suffix: "/Sub" });
    return onnx(call, "Pow", [difference, scalar(2, "float")]);
  },
  Identity: (call) => call.value(0),
  PlaceholderWithDefault: (call) => call.value(0),
  StopGradient: (call) => call.value(0),
};
