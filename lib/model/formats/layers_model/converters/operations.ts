import type { ActivationFunction } from "../../../graph/activation_function.ts";
import {
  addNode,
  type LayerConverter,
  type LayerView,
  unsupported,
} from "../layer_view.ts";
import { binary } from "./binary_operations.ts";
import {
  argument,
  axesOf,
  numberOf,
  type OperationConverter,
  tensor,
} from "./operation_arguments.ts";
import { reduce, SHAPE_OPERATIONS } from "./shape_operations.ts";

function elementwise(
  fn: ActivationFunction | ((view: LayerView) => ActivationFunction),
): OperationConverter {
  return (view) =>
    addNode(view, "activation", [tensor(view, 0, "x", "features", "input")], {
      attributes: { fn: typeof fn === "function" ? fn(view) : fn },
    });
}

function alongAxis(kind: "softmax" | "logSoftmax"): OperationConverter {
  return (view) => {
    const input = tensor(view, 0, "x", "logits");
    const rank = view.builder.shapeOf(input).length;
    const [axis] = axesOf(view, rank, argument(view, 1, "axis") ?? -1);
    return addNode(view, kind, [input], { attributes: { axis: axis! } });
  };
}

const identity: OperationConverter = (view) => {
  view.call.ignore("dtype");
  view.config.ignore("dtype");
  return addNode(view, "identity", [tensor(view, 0, "x", "input")]);
};

/** By the name of Keras 3's class, and of TensorFlow's function. */
const OPERATIONS: Readonly<Record<string, OperationConverter>> = {
  ...SHAPE_OPERATIONS,
  Abs: elementwise({ name: "abs" }),
  Absolute: elementwise({ name: "abs" }),
  Add: binary("add"),
  Cast: identity,
  Celu: elementwise((view) => ({
    name: "celu",
    alpha: numberOf(view, 1, "alpha"),
  })),
  Divide: binary("divide"),
  Elu: elementwise((view) => ({
    name: "elu",
    alpha: numberOf(view, 1, "alpha"),
  })),
  Exp: elementwise({ name: "exp" }),
  Gelu: elementwise((view) => ({
    name: argument(view, 1, "approximate") ?? view.dialect === "keras3"
      ? "geluTanh"
      : "gelu",
  })),
  HardSigmoid: elementwise((view) => ({
    name: "hardSigmoid",
    slope: view.dialect === "keras3" ? 1 / 6 : 0.2,
  })),
  HardSilu: elementwise({ name: "hardSwish" }),
  HardSwish: elementwise({ name: "hardSwish" }),
  HardTanh: elementwise({ name: "clip", low: -1, high: 1 }),
  Identity: identity,
  LeakyRelu: elementwise((view) => ({
    name: "leakyRelu",
    slope: numberOf(view, 0.2, "negative_slope", "alpha"),
  })),
  Log: elementwise({ name: "log" }),
  LogSigmoid: elementwise({ name: "logSigmoid" }),
  LogSoftmax: alongAxis("logSoftmax"),
  Max: reduce("max"),
  Maximum: binary("maximum"),
  Mean: reduce("mean"),
  Min: reduce("min"),
  Minimum: binary("minimum"),
  Mish: elementwise({ name: "mish" }),
  Multiply: binary("multiply"),
  Negative: (view) =>
    addNode(view, "rescale", [tensor(view, 0, "x")], {
      attributes: { scale: -1, offset: 0 },
    }),
  Relu: elementwise({ name: "relu" }),
  Relu6: elementwise({ name: "clippedRelu", ceiling: 6 }),
  Selu: elementwise({ name: "selu" }),
  Sigmoid: elementwise({ name: "sigmoid" }),
  Silu: elementwise({ name: "swish" }),
  Softmax: alongAxis("softmax"),
  Softplus: elementwise({ name: "softplus" }),
  Softsign: elementwise({ name: "softsign" }),
  Sqrt: elementwise({ name: "sqrt" }),
  Square: elementwise({ name: "power", exponent: 2 }),
  StopGradient: identity,
  Subtract: binary("subtract"),
  Sum: reduce("sum"),
  Tanh: elementwise({ name: "tanh" }),
  TrueDivide: binary("divide"),
};

/** TensorFlow's names for them, by the last part of a function's name. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  abs: "Abs",
  add: "Add",
  cast: "Cast",
  concat: "Concatenate",
  divide: "Divide",
  elu: "Elu",
  exp: "Exp",
  expand_dims: "ExpandDims",
  gelu: "Gelu",
  identity: "Identity",
  leaky_relu: "LeakyRelu",
  log: "Log",
  log_softmax: "LogSoftmax",
  maximum: "Maximum",
  minimum: "Minimum",
  mul: "Multiply",
  multiply: "Multiply",
  neg: "Negative",
  negative: "Negative",
  reduce_max: "Max",
  reduce_mean: "Mean",
  reduce_min: "Min",
  reduce_sum: "Sum",
  relu: "Relu",
  relu6: "Relu6",
  reshape: "Reshape",
  selu: "Selu",
  sigmoid: "Sigmoid",
  silu: "Silu",
  softmax: "Softmax",
  softplus: "Softplus",
  softsign: "Softsign",
  sqrt: "Sqrt",
  square: "Square",
  squeeze: "Squeeze",
  sub: "Subtract",
  subtract: "Subtract",
  swish: "Silu",
  tanh: "Tanh",
  transpose: "Transpose",
  truediv: "TrueDivide",
};

/** Whether there is an operation of that class. */
export function isOperation(className: string): boolean {
  return Object.hasOwn(OPERATIONS, className);
}

/** Adds the nodes of a function of Keras 3 that a model holds in a layer's place. */
export const convertOperation: LayerConverter = (view) => {
  const convert = isOperation(view.className)
    ? OPERATIONS[view.className]
    : undefined;
  if (convert !== undefined) return convert(view);
  throw unsupported(
    view,
    `it is a function that is not known here; known are ${
      Object.keys(OPERATIONS).join(", ")
    }`,
  );
};

/** A function of TensorFlow that Keras 2 holds in a layer's place. */
export const convertFunction: LayerConverter = (view, inputs) => {
  const name = view.config.value("function");
  view.call.ignore("name");
  const own = typeof name === "string" ? name.split(".").at(-1)! : "";
  if (Object.hasOwn(FUNCTIONS, own)) {
    return convertOperation({ ...view, className: FUNCTIONS[own]! }, inputs);
  }
  throw unsupported(
    view,
    `it calls ${JSON.stringify(name)}; known are ${
      Object.keys(FUNCTIONS).join(", ")
    }`,
  );
};
