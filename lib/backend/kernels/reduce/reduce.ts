import * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/engine_kernel.ts";
import type { KernelBinary } from "../../engine/kernel_binaries.ts";
import { stockKernel } from "../../engine/stock_kernels.ts";
import { extremes } from "./extremes.ts";
import { reducePlan } from "./reduce_plan.ts";
import { sums } from "./sums.ts";

type Attributes = {
  readonly axis?: number | number[];
  /** The same, of `Max`. */
  readonly reductionIndices?: number | number[];
  readonly keepDims: boolean;
};

/**
 * Sums and means, added up in float64, and extremes, which are NaN if a value
 * is. Other types than float32, and axes that do not lie side by side, go to the
 * stock kernel.
 */
export const reduceKernels: readonly EngineKernel[] = [
  reduction("Sum", (call) => sums(call, 1)),
  reduction("Mean", (call) => sums(call, call.plan.length)),
  reduction("Max", (call) => extremes(call, "Maxima")),
  reduction("Min", (call) => extremes(call, "Minima")),
];

function reduction(
  kernelName: string,
  run: (call: Parameters<typeof extremes>[0]) => void,
): EngineKernel {
  return {
    kernelName,
    kernelFunc: (
      call: KernelCall<{ readonly x: tf.TensorInfo }, Attributes>,
    ) => {
      const { inputs: { x }, attrs, backend } = call;
      const axes = tf.util.parseAxisParam(
        attrs.axis ?? attrs.reductionIndices!,
        x.shape,
      );
      const plan = reducePlan(x.shape, axes);
      const count = tf.util.sizeFromShape(x.shape);
      if (x.dtype !== "float32" || plan === undefined || count === 0) {
        return stockKernel(kernelName)(call);
      }
      const shape = x.shape.flatMap((length, axis) =>
        !axes.includes(axis) ? [length] : attrs.keepDims ? [1] : []
      );
      const out = backend.makeOutput(shape, "float32");
      run({ backend, plan, x, out, count });
      return out;
    },
  };
}

/** Where the binary lies. */
export const reduceBinary: KernelBinary = {
  operation: "reduce",
  plain: new URL("./reduce.wasm", import.meta.url),
};
