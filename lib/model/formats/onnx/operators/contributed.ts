import { transposeConstant } from "../../../graph/folding/rearrange.ts";
import { type LaidOut, transposed } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import { isConstant, type Value } from "../value.ts";
import { hardSigmoid } from "./activations.ts";
import { CONVOLUTIONS } from "./convolutions.ts";
import { sumOf } from "./elementwise.ts";
import { normalized } from "./normalizations.ts";
import type { Operator, Operators } from "./operator.ts";
import { PRODUCTS } from "./products.ts";
import { activated, clipped, scaled } from "./values.ts";

/**
 * What onnxruntime writes when it optimizes a file, and exporters for it: other
 * operators in a row, as one. Each is taken apart again.
 */
export const CONTRIBUTED: Operators = {
  "com.microsoft::BiasGelu": (call) =>
    activated(call, sumOf(call.named("/bias"), call.values()), {
      name: "gelu",
    }),
  "com.microsoft::FastGelu": (call) =>
    activated(call, sumOf(call.named("/bias"), given(call, [0, 1])), {
      name: "geluTanh",
    }),
  "com.microsoft::SkipLayerNormalization": skipping("layerNorm", [2, 3], 4),
  "com.microsoft::SkipSimplifiedLayerNormalization": skipping(
    "rmsNorm",
    [2],
    3,
  ),
  "com.microsoft::FusedConv": (call) => {
    const conv = CONVOLUTIONS["Conv"]!(
      call.part("Conv", call.inputs.slice(0, 3)),
    );
    const sum = sumOf(
      call.named("/add"),
      [conv as LaidOut, ...given(call, [3])],
    );
    return fusedActivation(call, sum, call.floats("activation_params") ?? []);
  },
  "com.microsoft::FusedGemm": (call) =>
    fusedActivation(
      call,
      PRODUCTS["Gemm"]!(call.part("Gemm", call.inputs)) as LaidOut,
      ["alpha", "beta", "gamma"]
        .map((name) => call.float(`activation_${name}`, NaN))
        .filter((value) => !Number.isNaN(value)),
    ),
  "com.microsoft::FusedMatMul": (call) => {
    if (call.int("transBatchA", 0) || call.int("transBatchB", 0)) {
      call.refuse("its batches must not be transposed");
    }
    const [a, b] = [
      lastTwoSwapped(call, 0, "transA"),
      lastTwoSwapped(call, 1, "transB"),
    ];
    const matMul = PRODUCTS["MatMul"]!(call.part("MatMul", [a, b])) as LaidOut;
    return scaled(call, matMul, call.float("alpha", 1), "/alpha");
  },
  "com.microsoft::NhwcConv": (call) => {
    const x = transposed(call.activation(0), [0, 3, 1, 2]);
    const kernel = transposeConstant(call.space, call.constant(1), [
      0,
      3,
      1,
      2,
    ]);
    const inputs = [x, kernel, call.inputs[2]];
    const conv = CONVOLUTIONS["Conv"]!(call.part("Conv", inputs)) as LaidOut;
    return transposed(conv, [0, 2, 3, 1]);
  },
};

/** The inputs that are there of those at some places. */
function given(
  call: OperatorCall,
  places: readonly number[],
): readonly Value[] {
  return places.map((i) => call.inputs[i]).filter((value) =>
    value !== undefined
  );
}

/**
 * A sum, with a bias at a place of its own, and its normalization: the sum is the
 * fourth output.
 */
function skipping(
  kind: "layerNorm" | "rmsNorm",
  weights: readonly number[],
  bias: number,
): Operator {
  return (call) => {
    const sum = sumOf(call.named("/sum"), given(call, [0, 1, bias]));
    const inputs = [sum, ...weights.map((i) => call.inputs[i])];
    const normal = normalized(call.part(call.operator, inputs), kind, 1e-12);
    return [normal, undefined, undefined, sum];
  };
}

/** The function that stands in an attribute, with its numbers. */
function fusedActivation(
  call: OperatorCall,
  x: LaidOut,
  [first, second]: readonly number[],
): LaidOut {
  const name = call.text("activation", "");
  const suffix = "/activation";
  switch (name) {
    case "":
      return x;
    case "Relu":
      return activated(call, x, { name: "relu" }, suffix);
    case "Tanh":
      return activated(call, x, { name: "tanh" }, suffix);
    case "Sigmoid":
      return activated(call, x, { name: "sigmoid" }, suffix);
    case "LeakyRelu":
      return activated(
        call,
        x,
        { name: "leakyRelu", slope: first ?? 0.01 },
        suffix,
      );
    case "HardSigmoid":
      return hardSigmoid(call, x, first ?? 0.2, second ?? 0.5);
    case "Clip":
      return clipped(call, x, first ?? -Infinity, second ?? Infinity);
    default:
      return call.refuse(
        `its activation must be Relu, Tanh, Sigmoid, LeakyRelu, HardSigmoid or Clip: current value is ${name}`,
      );
  }
}

/** A factor, with its last two axes swapped where an attribute says so. */
function lastTwoSwapped(
  call: OperatorCall,
  i: number,
  attribute: string,
): Value {
  const value = call.value(i);
  const rank = value.shape.length;
  if (call.int(attribute, 0) === 0 || rank < 2) return value;
  const order = value.shape.map((_, axis) => axis);
  order.splice(rank - 2, 2, rank - 1, rank - 2);
  return isConstant(value)
    ? transposeConstant(call.space, value, order)
    : transposed(value, order);
}
