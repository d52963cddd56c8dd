import * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { TermAttributes, TermInputs } from "../kernels/bias_term/term.ts";
import type {
  UpsampleAddAttributes,
  UpsampleAddInputs,
} from "../kernels/bias_term/upsample_add.ts";
import { biasTerm } from "./bias_term/bias_term.ts";
import { reluGradient } from "./relu_gradient/relu_gradient.ts";
import { upsampleAdd } from "./upsample_add/upsample_add.ts";

/** What tfjs calls a kernel with; what is left out of the inputs is absent. */
interface Call {
  readonly inputs: Partial<tf.NamedTensorInfoMap>;
  readonly attrs: unknown;
  readonly backend: WebGPUBackend;
}

type Kernel = (call: Call) => tf.TensorInfo | tf.TensorInfo[];

/** The fused steps of FullGrad that the stock WebGPU backend gets from us. */
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
