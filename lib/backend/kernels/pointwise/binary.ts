import * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type FullgradBackend,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";
import { binaryArgs, broadcastAxis } from "./args.ts";
import { UNIT_ELEMENTS, unitsOf } from "./unary.ts";

type Pair = { readonly a: tf.TensorInfo; readonly b: tf.TensorInfo };

/** tfjs's name and our function. */
const BINARY: readonly (readonly [kernelName: string, name: string])[] = [
  ["Add", "add"],
  ["Sub", "sub"],
  ["Multiply", "multiply"],
  ["RealDiv", "div"],
  ["Maximum", "maximum"],
  ["Minimum", "minimum"],
  ["SquaredDifference", "squaredDifference"],
];

/**
 * Functions of pairs of elements, with broadcasting. NaN stays NaN; other types
 * than float32 go to tfjs's kernel.
 */
export const binaryKernels: readonly EngineKernel[] = [
  ...BINARY.map(([kernelName, name]): EngineKernel => ({
    kernelName,
    kernelFunc: (call: KernelCall<Pair>) => {
      const { inputs: { a, b }, backend } = call;
      return a.dtype === "float32" && b.dtype === "float32"
        ? binary(backend, name, a, b)
        : tfjsKernel(kernelName)(call);
    },
  })),
  {
    kernelName: "Prelu",
    kernelFunc: (
      call: KernelCall<
        { readonly x: tf.TensorInfo; readonly alpha: tf.TensorInfo }
      >,
    ) => {
      const { inputs: { x, alpha }, backend } = call;
      return x.dtype === "float32" && alpha.dtype === "float32"
        ? binary(backend, "prelu", x, alpha)
        : tfjsKernel("Prelu")(call);
    },
  },
  { kernelName: "AddN", kernelFunc: addN },
  {
    /** `dy` times the slope of the relu that made `y`. */
    kernelName: "FullGradReluGradient",
    kernelFunc: (
      { inputs: { dy, y }, backend }: KernelCall<
        { readonly dy: tf.TensorInfo; readonly y: tf.TensorInfo }
      >,
    ) => binary(backend, "reluGradient", dy, y),
  },
];

/** The sum of tensors of one shape, which tfjs passes as a list. */
function addN(call: KernelCall): tf.TensorInfo | tf.TensorInfo[] {
  const { inputs, backend } = call;
  const [first, second, ...rest] = Object.values(inputs) as tf.TensorInfo[];
  if (second === undefined || first!.dtype !== "float32") {
    return tfjsKernel("AddN")(call);
  }
  const out = binary(backend, "add", first!, second);
  for (const tensor of rest) binary(backend, "add", out, tensor, out);
  return out;
}

/** A function of the pairs of elements of two float32 tensors. */
function binary(
  backend: FullgradBackend,
  name: string,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  target?: tf.TensorInfo,
): tf.TensorInfo {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const out = target ?? backend.makeOutput(shape, "float32");
  const count = tf.util.sizeFromShape(shape);
  if (count === 0) return out;
  const [inner, ...axes] = broadcastPlan(shape, a.shape, b.shape);
  const { length, stepA, stepB } = inner!;
  const rows = count / length;
  const unitLength = Math.min(length, UNIT_ELEMENTS);
  const unitRows = Math.max(1, Math.floor(UNIT_ELEMENTS / length));
  backend.launch({
    operation: "pointwise",
    function: name,
    args: [
      ...binaryArgs.pack({
        a: backend.address(a),
        b: backend.address(b),
        out: backend.address(out),
        length,
        unitLength,
        rows,
        unitRows,
        aVaries: stepA,
        bVaries: stepB,
        axes: axes.length,
      }),
      ...axes.flatMap(({ length, stepA, stepB }) =>
        broadcastAxis.pack({ length, a: stepA * 4, b: stepB * 4 })
      ),
    ],
    ...unitsOf(
      Math.ceil(rows / unitRows) * Math.ceil(length / unitLength),
      count,
    ),
  });
  return out;
}

/** An axis of the result, and the steps along it in the operands. */
interface BroadcastAxis {
  readonly length: number;
  /** In elements; 0 where the operand is repeated. */
  readonly stepA: number;
  readonly stepB: number;
}

/**
 * The axes of a broadcast operation, the last first, with as few as possible:
 * those of length 1 are left out, and those along which both operands go on are
 * one.
 */
function broadcastPlan(
  shape: readonly number[],
  a: readonly number[],
  b: readonly number[],
): readonly BroadcastAxis[] {
  const axes: BroadcastAxis[] = [];
  let [strideA, strideB] = [1, 1];
  for (let back = 1; back <= shape.length; back++) {
    const length = shape.at(-back)!;
    const [lengthA, lengthB] = [a.at(-back) ?? 1, b.at(-back) ?? 1];
    const stepA = lengthA === 1 ? 0 : strideA;
    const stepB = lengthB === 1 ? 0 : strideB;
    strideA *= lengthA;
    strideB *= lengthB;
    if (length === 1) continue;
    const inner = axes.at(-1);
    if (
      inner && stepA === inner.stepA * inner.length &&
      stepB === inner.stepB * inner.length
    ) {
      axes[axes.length - 1] = { ...inner, length: inner.length * length };
    } else {
      axes.push({ length, stepA, stepB });
    }
  }
  return axes.length > 0 ? axes : [{ length: 1, stepA: 1, stepB: 1 }];
}
