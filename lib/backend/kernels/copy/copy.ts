import type * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/engine_kernel.ts";
import type { KernelBinary } from "../../engine/kernel_binaries.ts";
import { stockKernel } from "../../engine/stock_kernels.ts";
import { concat } from "./concat.ts";
import { pad } from "./pad.ts";
import { unsortedSegmentSum } from "./segments.ts";
import { rearrangements } from "./rearrangements.ts";
import { copyStrided } from "./copy_strided.ts";

/**
 * Operations that move values. Types of other than four bytes, and tensors of no
 * size, go to the stock kernels.
 */
export const copyKernels: readonly EngineKernel[] = [
  ...Object.entries(rearrangements).map(([kernelName, plan]): EngineKernel => ({
    kernelName,
    kernelFunc: (
      call: KernelCall<{ readonly x: tf.TensorInfo }, Record<string, never>>,
    ) => {
      const { inputs: { x }, attrs, backend } = call;
      const { shape, offset, axes } = isCopied(x)
        ? plan(x.shape, attrs)
        : { shape: [0], offset: 0, axes: [] };
      if (shape.includes(0)) return stockKernel(kernelName)(call);
      const out = backend.makeOutput(shape, x.dtype);
      copyStrided(
        backend,
        backend.address(x) + offset * 4,
        backend.address(out),
        axes,
      );
      return out;
    },
  })),
  { kernelName: "Concat", kernelFunc: concat },
  { kernelName: "PadV2", kernelFunc: pad },
  { kernelName: "UnsortedSegmentSum", kernelFunc: unsortedSegmentSum },
];

function isCopied({ dtype, shape }: tf.TensorInfo): boolean {
  return (dtype === "float32" || dtype === "int32") && !shape.includes(0);
}

/** Where the binary lies. */
export const copyBinary: KernelBinary = {
  operation: "copy",
  plain: new URL("./copy.wasm", import.meta.url),
};
