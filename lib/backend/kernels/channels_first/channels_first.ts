import type * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/mod.ts";
import { callKernel } from "../call_kernel.ts";

/** The attributes that say in what order axes come. */
interface Attributes extends Record<string, unknown> {
  readonly dataFormat?: string;
  readonly inputShape?: readonly number[];
  /** Zeros before and after each axis, where they are given. */
  readonly pad?: string | number | readonly (readonly number[])[];
}

/** The kernel whose output is no map but a filter, the same in both orders. */
const FILTER_GRADIENT = "Conv2DBackpropFilter";

/**
 * The same convolutions, for maps with channels first as well, which tfjs's
 * WASM backend refuses: axes are put in order before and after.
 */
export function withChannelsFirst(
  kernels: readonly EngineKernel[],
): readonly EngineKernel[] {
  return kernels.map((kernel) => ({
    kernelName: kernel.kernelName,
    kernelFunc: (call: KernelCall<tf.NamedTensorInfoMap, Attributes>) =>
      call.attrs.dataFormat === "NCHW"
        ? runChannelsFirst(kernel, call)
        : kernel.kernelFunc(call),
  }));
}

function runChannelsFirst(
  { kernelName, kernelFunc }: EngineKernel,
  { inputs, attrs, backend }: KernelCall<tf.NamedTensorInfoMap, Attributes>,
): tf.TensorInfo {
  const temporary: tf.DataId[] = [];
  const order = (x: tf.TensorInfo, perm: readonly number[]) => {
    const ordered = callKernel(backend, "Transpose", { x }, { perm });
    temporary.push(ordered.dataId);
    return ordered;
  };
  try {
    const last = Object.entries(inputs).map(([name, tensor]) => [
      name,
      // A bias or slopes may be one number, or one per channel, without axes.
      !tensor || name === "filter" || tensor.shape.length < 3
        ? tensor
        : order(tensor, channelsLast([...tensor.shape.keys()])),
    ]);
    const { inputShape, pad } = attrs;
    const output = kernelFunc({
      inputs: Object.fromEntries(last),
      attrs: {
        ...attrs,
        dataFormat: "NHWC",
        ...inputShape && { inputShape: channelsLast(inputShape) },
        ...typeof pad === "object" && { pad: channelsLast(pad) },
      },
      backend,
    }) as tf.TensorInfo;
    if (kernelName === FILTER_GRADIENT) return output;
    temporary.push(output.dataId);
    return callKernel(backend, "Transpose", { x: output }, {
      perm: [0, 3, 1, 2],
    });
  } finally {
    for (const dataId of temporary) backend.disposeData(dataId);
  }
}

/** The third axis from the end becomes the last. */
function channelsLast<T>(axes: readonly T[]): T[] {
  const [channels, height, width] = axes.slice(-3) as [T, T, T];
  return [...axes.slice(0, -3), height, width, channels];
}
