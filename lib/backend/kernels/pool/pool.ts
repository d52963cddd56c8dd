import * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/engine_kernel.ts";
import type { KernelBinary } from "../../engine/kernel_binaries.ts";
import { stockKernel } from "../../engine/stock_kernels.ts";
import { callKernel } from "../call_kernel.ts";
import { poolForward } from "./forward.ts";
import { poolGradient } from "./gradient.ts";
import { type Pads, type PoolLayout, poolLayout } from "./layout.ts";

/** The attributes of tfjs's pools. */
type PoolAttributes = {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
};

/** The attributes of our own kernels. */
type WindowAttributes = {
  readonly filterSize: readonly [height: number, width: number];
  readonly strides: readonly [height: number, width: number];
  readonly pad: Pads;
};

type Shape4D = [number, number, number, number];

/**
 * Pools over height and width, and their gradients.
 *
 * A maximum skips NaN and its gradient goes to the first of equal values, row by
 * row, as on tfjs's CPU backend; that of the name `FullGradTied…` gives the same
 * to each of them. tfjs divides the gradient of a mean by the whole
 * window where a part of it is padding; ours of the name `FullGrad…` does not.
 */
export const poolKernels: readonly EngineKernel[] = [
  ...([["MaxPool", "maxPool"], ["AvgPool", "averagePool"]] as const)
    .map(([kernelName, name]): EngineKernel => ({
      kernelName,
      kernelFunc: (
        call: KernelCall<{ readonly x: tf.TensorInfo }, PoolAttributes>,
      ) => {
        const { inputs: { x }, attrs, backend } = call;
        if (x.dtype !== "float32") return stockKernel(kernelName)(call);
        const layout = layoutOf(x.shape, attrs);
        // As on tfjs's CPU backend, whatever the strides and the padding are.
        return layout.filterSize.every((length) => length === 1) &&
            tf.util.arraysEqual([...layout.inShape], [...layout.outShape])
          ? callKernel(backend, "Identity", { x })
          : poolForward(backend, name, { x }, layout);
      },
    })),
  {
    kernelName: "MaxPoolGrad",
    kernelFunc: (
      { inputs: { dy, input, output }, attrs, backend }: KernelCall<
        Readonly<Record<"dy" | "input" | "output", tf.TensorInfo>>,
        PoolAttributes
      >,
    ) =>
      poolGradient(backend, "maxPoolGradient", layoutOf(input.shape, attrs), {
        dy,
        x: input,
        y: output,
      }),
  },
  {
    kernelName: "AvgPoolGrad",
    kernelFunc: (
      { inputs: { dy, input }, attrs, backend }: KernelCall<
        Readonly<Record<"dy" | "input", tf.TensorInfo>>,
        PoolAttributes
      >,
    ) =>
      poolGradient(
        backend,
        "wholeAveragePoolGradient",
        layoutOf(input.shape, attrs),
        { dy },
      ),
  },
  ...([
    ["FullGradMaxPoolGradient", "maxPoolGradient"],
    ["FullGradTiedMaxPoolGradient", "tiedMaxPoolGradient"],
  ] as const).map(([kernelName, name]): EngineKernel => ({
    kernelName,
    kernelFunc: (
      { inputs, attrs, backend }: KernelCall<
        Readonly<Record<"dy" | "x" | "y", tf.TensorInfo>>,
        WindowAttributes
      >,
    ) => {
      const { dy, x } = inputs;
      const layout = poolLayout(x.shape, dy.shape, attrs);
      return poolGradient(backend, name, layout, inputs);
    },
  })),
  {
    kernelName: "FullGradMaxPoolTies",
    kernelFunc: (
      { inputs, attrs, backend }: KernelCall<
        Readonly<Record<"x" | "y", tf.TensorInfo>>,
        WindowAttributes
      >,
    ) => {
      const layout = poolLayout(inputs.x.shape, inputs.y.shape, attrs);
      return poolForward(backend, "maxPoolTies", inputs, layout);
    },
  },
  {
    kernelName: "FullGradAveragePoolGradient",
    kernelFunc: (
      { inputs: { dy }, attrs, backend }: KernelCall<
        { readonly dy: tf.TensorInfo },
        WindowAttributes & { readonly inputShape: readonly number[] }
      >,
    ) => {
      const layout = poolLayout(attrs.inputShape, dy.shape, attrs);
      return poolGradient(backend, "averagePoolGradient", layout, { dy });
    },
  },
];

function layoutOf(
  shape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
): PoolLayout {
  const info = tf.backend_util.computePool2DInfo(
    shape as Shape4D,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { top, bottom, left, right } = info.padInfo;
  return poolLayout(info.inShape, info.outShape, {
    filterSize: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pad: [[top, bottom], [left, right]],
  });
}

/** Where the binary lies. */
export const poolBinary: KernelBinary = {
  operation: "pool",
  plain: new URL("./pool.wasm", import.meta.url),
};
