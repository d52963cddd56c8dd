import * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type KernelBinary,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";
import {
  extremes,
  type Reduction,
  type ReductionCall,
  sums,
} from "./run_reduction.ts";

type Attributes = {
  readonly axis?: number | number[];
  /** The same, of `Max`. */
  readonly reductionIndices?: number | number[];
  readonly keepDims: boolean;
};

/**
 * Sums and means, added up in float64, and extremes, which are NaN if a value
 * is. Other types than float32, and axes that do not lie side by side, go to the
 * kernel of tfjs.
 */
export const reduceKernels: readonly EngineKernel[] = [
  reductionKernel("Sum", (call) => sums(call, 1)),
  reductionKernel("Mean", (call) => sums(call, call.length)),
  reductionKernel("Max", (call) => extremes(call, "Maxima")),
  reductionKernel("Min", (call) => extremes(call, "Minima")),
];

function reductionKernel(
  kernelName: string,
  run: (call: ReductionCall) => void,
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
      const reduction = reductionOf(x.shape, axes);
      if (
        x.dtype !== "float32" || reduction === undefined || x.shape.includes(0)
      ) {
        return tfjsKernel(kernelName)(call);
      }
      const shape = x.shape.flatMap((length, axis) =>
        !axes.includes(axis) ? [length] : attrs.keepDims ? [1] : []
      );
      const out = backend.makeOutput(shape, "float32");
      run({ backend, x, out, ...reduction });
      return out;
    },
  };
}

/**
 * A reduction over axes that lie side by side; undefined if they do not. Axes of
 * length 1 lie wherever it suits.
 */
function reductionOf(
  shape: readonly number[],
  axes: readonly number[],
): Reduction | undefined {
  let [outer, length, inner] = [1, 1, 1];
  let state: "outer" | "reduced" | "inner" = "outer";
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    if (axes.includes(axis)) {
      if (state === "inner") return undefined;
      state = "reduced";
      length *= size;
    } else if (state === "outer") {
      outer *= size;
    } else {
      state = "inner";
      inner *= size;
    }
  }
  return { outer, length, inner };
}

/** Where the binary lies. */
export const reduceBinary: KernelBinary = {
  operation: "reduce",
  plain: new URL("./reduce.wasm", import.meta.url),
};
