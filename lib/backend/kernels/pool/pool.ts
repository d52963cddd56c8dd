import * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type KernelBinary,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";
import { callKernel } from "../call_kernel.ts";
import { type Pool, poolForward, poolGradient } from "./run_pool.ts";

/** The attributes of tfjs's pools. */
type PoolAttributes = {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
};

/** The attributes of our own kernels. */
type WindowAttributes = Pick<Pool, "filterSize" | "strides" | "pad">;

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
        if (x.dtype !== "float32") return tfjsKernel(kernelName)(call);
        const pool = poolOf(x.shape, attrs);
        // As on tfjs's CPU backend, whatever the strides and the padding are.
        return pool.filterSize.every((length) => length === 1) &&
            tf.util.arraysEqual([...pool.inShape], [...pool.outShape])
          ? callKernel(backend, "Identity", { x })
          : poolForward(backend, name, { x }, pool);
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
      poolGradient(backend, "maxPoolGradient", poolOf(input.shape, attrs), {
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
        poolOf(input.shape, attrs),
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
      const [inShape, outShape] = [inputs.x.shape, inputs.dy.shape];
      return poolGradient(
        backend,
        name,
        { ...attrs, inShape, outShape },
        inputs,
      );
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
      const [inShape, outShape] = [inputs.x.shape, inputs.y.shape];
      return poolForward(
        backend,
        "maxPoolTies",
        inputs,
        { ...attrs, inShape, outShape },
      );
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
      const pool = {
        ...attrs,
        inShape: attrs.inputShape,
        outShape: dy.shape,
      };
      return poolGradient(backend, "averagePoolGradient", pool, { dy });
    },
  },
];

function poolOf(
  shape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
): Pool {
  const info = tf.backend_util.computePool2DInfo(
    shape as Shape4D,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { top, bottom, left, right } = info.padInfo;
  return {
    inShape: info.inShape,
    outShape: info.outShape,
    filterSize: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pad: [[top, bottom], [left, right]],
  };
}

/** Where the binary lies. */
export const poolBinary: KernelBinary = {
  operation: "pool",
  plain: new URL("./pool.wasm", import.meta.url),
};
