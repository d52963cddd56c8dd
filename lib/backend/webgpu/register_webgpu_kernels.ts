import * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { TermAttributes } from "../kernels/bias_term/args.ts";
import type { TermInputs } from "../kernels/bias_term/term.ts";
import type {
  UpsampleAddAttributes,
  UpsampleAddInputs,
} from "../kernels/bias_term/upsample_add.ts";
import { biasTerm } from "./bias_term/bias_term.ts";
import reluGradientCode from "./relu_gradient.wgsl" with { type: "text" };
import { runShader } from "./run_shader.ts";
import upsampleAddCode from "./upsample_add.wgsl" with { type: "text" };

/** What tfjs calls a kernel with; what is left out of the inputs is absent. */
interface Call {
  readonly inputs: Partial<tf.NamedTensorInfoMap>;
  readonly attrs: unknown;
  readonly backend: WebGPUBackend;
}

type Kernel = (call: Call) => tf.TensorInfo | tf.TensorInfo[];

/** The fused steps of FullGrad that the WebGPU backend of tfjs gets from us. */
const KERNELS: Readonly<Record<string, Kernel>> = {
  FullGradBiasTerm: ({ inputs, attrs, backend }) =>
    biasTerm(backend, inputs as TermInputs, attrs as TermAttributes),
  FullGradUpsampleAdd: ({ inputs, attrs, backend }) => {
    const { map, before } = inputs as UpsampleAddInputs;
    return upsampleAdd(backend, map, before, attrs as UpsampleAddAttributes);
  },
  FullGradReluGradient: ({ inputs: { dy, y }, backend }) =>
    reluGradient(backend, dy!, y!),
};

/** Registers our kernels for the backend "webgpu"; once is enough. */
export function registerWebgpuKernels(): void {
  for (const [kernelName, kernelFunc] of Object.entries(KERNELS)) {
    if (tf.getKernel(kernelName, "webgpu") !== undefined) continue;
    tf.registerKernel({
      kernelName,
      backendName: "webgpu",
      kernelFunc: kernelFunc as unknown as tf.KernelFunc,
    });
  }
}

/** The gradient by the input of a relu with output `y`. */
function reluGradient(
  backend: WebGPUBackend,
  dy: tf.TensorInfo,
  y: tf.TensorInfo,
): tf.TensorInfo {
  const count = tf.util.sizeFromShape(dy.shape);
  return runShader(backend, {
    name: "relu_gradient",
    code: reluGradientCode,
    inputs: { dy, y },
    integers: { count },
    shape: dy.shape,
    groups: Math.ceil(count / 64),
    groupSize: 64,
  });
}

/** `before` and the maps `[N, h, w]`, resized bilinearly: `[N, H, W]`. */
function upsampleAdd(
  backend: WebGPUBackend,
  map: tf.TensorInfo,
  before: tf.TensorInfo | undefined,
  { size: [height, width], alignCorners }: UpsampleAddAttributes,
): tf.TensorInfo {
  const [images, fromHeight, fromWidth] = map.shape as [number, number, number];
  const count = images * height * width;
  return runShader(backend, {
    name: "upsample_add",
    code: upsampleAddCode,
    // What is absent has another in its place, whose values are not used.
    inputs: { map, before: before ?? map },
    integers: {
      count,
      height,
      width,
      fromHeight,
      fromWidth,
      alignCorners: alignCorners ? 1 : 0,
      added: before ? 1 : 0,
      beforeLast: (before ? count : images * fromHeight * fromWidth) - 1,
    },
    shape: [images, height, width],
    groups: Math.ceil(count / 64),
    groupSize: 64,
  });
}
