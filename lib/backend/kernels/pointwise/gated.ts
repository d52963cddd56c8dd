import * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/mod.ts";
import { gatedArgs } from "./args.ts";
import { UNIT_ELEMENTS, unitsOf } from "./unary.ts";

type Call = KernelCall<
  { readonly x: tf.TensorInfo; readonly dy?: tf.TensorInfo },
  {
    readonly fn: "gelu" | "geluTanh" | "swish" | "clippedRelu";
    /** Of a clipped ReLU. */
    readonly ceiling?: number;
    readonly part: keyof typeof PARTS;
  }
>;

/** What the functions of the binary end in. */
const PARTS = { value: "Value", gradient: "Gradient", rest: "Rest" } as const;

/**
 * Of a gated function φ(x) = x · gate(x), or of min(relu(x), ceiling): its
 * `value`, the `gradient` dy · φ'(x), or the `rest` φ(x) − φ'(x) · x, in one pass.
 */
export const gatedKernels: readonly EngineKernel[] = [{
  kernelName: "FullGradGated",
  kernelFunc: ({ inputs: { x, dy }, attrs, backend }: Call) => {
    const { fn, part, ceiling = 0 } = attrs;
    const out = backend.makeOutput(x.shape, "float32");
    const count = tf.util.sizeFromShape(x.shape);
    backend.launch({
      operation: "pointwise",
      function: fn + PARTS[part],
      args: gatedArgs.pack({
        x: backend.address(x),
        dy: dy ? backend.address(dy) : 0,
        out: backend.address(out),
        count,
        unit: UNIT_ELEMENTS,
        ceiling,
      }),
      ...unitsOf(Math.ceil(count / UNIT_ELEMENTS), count),
    });
    return out;
  },
}];
