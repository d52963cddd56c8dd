import * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/engine_kernel.ts";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import { stockKernel } from "../../engine/stock_kernels.ts";
import { broadcastPlan } from "./broadcast_plan.ts";
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
 * than float32 go to the stock kernel.
 */
export const binaryKernels: readonly EngineKernel[] = [
  ...BINARY.map(([kernelName, name]): EngineKernel => ({
    kernelName,
    kernelFunc: (call: KernelCall<Pair>) => {
      const { inputs: { a, b }, backend } = call;
      return a.dtype === "float32" && b.dtype === "float32"
        ? binary(backend, name, a, b)
        : stockKernel(kernelName)(call);
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
        : stockKernel("Prelu")(call);
    },
  },
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

/** A function of the pairs of elements of two float32 tensors. */
export function binary(
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
      backend.address(a),
      backend.address(b),
      backend.address(out),
      length,
      unitLength,
      rows,
      unitRows,
      stepA,
      stepB,
      axes.length,
      ...axes.flatMap((axis) => [axis.length, axis.stepA * 4, axis.stepB * 4]),
    ],
    ...unitsOf(
      Math.ceil(rows / unitRows) * Math.ceil(length / unitLength),
      count,
    ),
  });
  return out;
}
