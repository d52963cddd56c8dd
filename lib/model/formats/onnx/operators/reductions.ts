import type { Reduction } from "../../../graph/graph_node.ts";
import { type LaidOut, NO_AXIS } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import type { Operator, Operators } from "./operator.ts";
import { activated, powerOf } from "./values.ts";

/** Axes of a value taken together; they stay with length 1, or go. */
export function reduced(
  call: OperatorCall,
  x: LaidOut,
  operation: Reduction,
  axes: readonly number[],
  keepDims: boolean,
): LaidOut {
  const shape = x.shape.map((length, axis) => axes.includes(axis) ? 1 : length);
  const taken = (axis: number) =>
    axis !== NO_AXIS && axes.includes(axis) && x.shape[axis] !== 1;
  const positions = x.axes.flatMap((axis, i) => taken(axis) ? [i + 1] : []);
  const left = x.axes.filter((axis) => !taken(axis));
  const kept = reducedNode(call, x, operation, positions, shape, left);
  return keepDims
    ? kept
    : call.reshape(kept, shape.filter((_, axis) => !axes.includes(axis)));
}

function reducedNode(
  call: OperatorCall,
  x: LaidOut,
  operation: Reduction,
  axes: readonly number[],
  shape: readonly number[],
  left: readonly number[],
): LaidOut {
  if (axes.length === 0) {
    // The norm of one number is its absolute value.
    return operation === "l2" ? activated(call, x, { name: "abs" }) : x;
  }
  const isGlobal = axes.join() === "1,2" && x.axes.length === 3;
  if (isGlobal && operation === "mean") {
    return call.add("globalAveragePool", [x.id], {}, shape, left);
  }
  if (isGlobal && operation === "max") {
    return call.add("globalMaxPool", [x.id], {}, shape, left);
  }
  const attributes = { operation, axes, keepDims: false };
  return call.add("reduce", [x.id], attributes, shape, left);
}

/** A reduction, of a function of the values before it and of it behind. */
function reduction(
  operation: Reduction,
  before: (call: OperatorCall, x: LaidOut) => LaidOut = (_call, x) => x,
  behind: (call: OperatorCall, x: LaidOut) => LaidOut = (_call, x) => x,
): Operator {
  return (call) => {
    const x = call.activation(0);
    const axes = reducedAxes(call, x.shape.length);
    if (axes === undefined) return x;
    const keepDims = call.int("keepdims", 1) !== 0;
    const value = reduced(call, before(call, x), operation, axes, keepDims);
    return behind(call, value);
  };
}

/** The axes that a reduction takes together; none where it takes no part. */
export function reducedAxes(
  call: OperatorCall,
  rank: number,
): readonly number[] | undefined {
  const given = call.ints("axes") ?? call.integers(1) ?? [];
  if (given.length > 0) {
    return given.map((axis) => call.axis(axis, { shape: Array(rank) }));
  }
  return call.int("noop_with_empty_axes", 0) === 1
    ? undefined
    : Array.from({ length: rank }, (_, axis) => axis);
}

/** The reductions of ONNX. */
export const REDUCTIONS: Operators = {
  ReduceMean: reduction("mean"),
  ReduceSum: reduction("sum"),
  ReduceMax: reduction("max"),
  ReduceMin: reduction("min"),
  ReduceL1: reduction(
    "sum",
    (call, x) => activated(call, x, { name: "abs" }, "/abs"),
  ),
  ReduceL2: reduction("l2"),
  ReduceSumSquare: reduction(
    "sum",
    (call, x) => powerOf(call, x, 2, "/square"),
  ),
  ReduceLogSum: reduction(
    "sum",
    undefined,
    (call, x) => activated(call, x, { name: "log" }, "/log"),
  ),
  ReduceLogSumExp: reduction(
    "sum",
    (call, x) => activated(call, x, { name: "exp" }, "/exp"),
    (call, x) => activated(call, x, { name: "log" }, "/log"),
  ),
};
