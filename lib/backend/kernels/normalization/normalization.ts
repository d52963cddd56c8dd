import * as tf from "@tensorflow/tfjs";
import type {
  EngineKernel,
  FullgradBackend,
  KernelBinary,
  KernelCall,
} from "../../engine/mod.ts";
import { batchNormTrainingKernels } from "./batch_norm_training.ts";
import { layerNormArgs, softmaxArgs, softmaxGradientArgs } from "./args.ts";

interface LayerNormInputs extends tf.NamedTensorInfoMap {
  readonly x: tf.TensorInfo;
  readonly dy: tf.TensorInfo;
  readonly gamma: tf.TensorInfo;
  readonly beta: tf.TensorInfo;
}

interface LayerNormAttributes {
  /** Values that are normalized together. */
  readonly length: number;
  readonly epsilon: number;
  /** Whether their mean is subtracted first. */
  readonly centered: boolean;
}

/**
 * Softmax over the last axis, layer normalization over the last axes, with γ and
 * β or without, their gradients, and the term that a layer norm leaves:
 * dy · γ x̂ less its gradient times x, a pass over the rows each; batch
 * normalization as in training.
 */
export const normalizationKernels: readonly EngineKernel[] = [
  {
    kernelName: "Softmax",
    kernelFunc: (
      { inputs: { logits }, backend }: KernelCall<
        { readonly logits: tf.TensorInfo }
      >,
    ) => {
      const out = backend.makeOutput(logits.shape, "float32");
      launchRows(
        backend,
        "softmax",
        out,
        logits.shape.at(-1) ?? 1,
        (rows) =>
          softmaxArgs.pack({
            x: backend.address(logits),
            out: backend.address(out),
            ...rows,
          }),
      );
      return out;
    },
  },
  {
    kernelName: "FullGradSoftmaxGradient",
    kernelFunc: (
      { inputs: { dy, y }, backend }: KernelCall<
        { readonly dy: tf.TensorInfo; readonly y: tf.TensorInfo }
      >,
    ) => {
      const out = backend.makeOutput(y.shape, "float32");
      const length = y.shape.at(-1) ?? 1;
      launchRows(
        backend,
        "softmaxGradient",
        out,
        length,
        (rows) =>
          softmaxGradientArgs.pack({
            dy: backend.address(dy),
            y: backend.address(y),
            out: backend.address(out),
            ...rows,
          }),
      );
      return out;
    },
  },
  layerNormKernel("FullGradLayerNorm", "layerNorm"),
  layerNormKernel("FullGradLayerNormGradient", "layerNormGradient"),
  layerNormKernel("FullGradLayerNormTerm", "layerNormTerm"),
  ...batchNormTrainingKernels,
];

/** Where the binary lies. */
export const normalizationBinary: KernelBinary = {
  operation: "normalization",
  plain: new URL("./normalization.wasm", import.meta.url),
};

function layerNormKernel(kernelName: string, name: string): EngineKernel {
  return {
    kernelName,
    kernelFunc: (
      { inputs, attrs, backend }: KernelCall<
        LayerNormInputs,
        LayerNormAttributes
      >,
    ) => {
      const { x, dy, gamma, beta } = inputs;
      const { length, epsilon, centered } = attrs;
      const out = backend.makeOutput(x.shape, "float32");
      const address = (tensor: tf.TensorInfo | undefined) =>
        tensor ? backend.address(tensor) : 0;
      launchRows(backend, name, out, length, (rows) =>
        layerNormArgs.pack({
          x: address(x),
          dy: address(dy),
          out: address(out),
          gamma: address(gamma),
          beta: address(beta),
          epsilon,
          centered,
          ...rows,
        }));
      return out;
    },
  };
}

/** Values of a unit, some 10 µs. */
const UNIT_VALUES = 8192;

/** Up to this many values, waking the other threads costs more than it gives. */
const FEW_VALUES = 16384;

function launchRows(
  backend: FullgradBackend,
  name: string,
  { shape }: tf.TensorInfo,
  length: number,
  pack: (
    rows: Readonly<Record<"length" | "rows" | "unitRows", number>>,
  ) => readonly number[],
): void {
  const count = tf.util.sizeFromShape(shape);
  if (count === 0) return;
  const rows = count / length;
  const unitRows = Math.max(1, Math.floor(UNIT_VALUES / length));
  const units = Math.ceil(rows / unitRows);
  backend.launch({
    operation: "normalization",
    function: name,
    args: pack({ length, rows, unitRows }),
    units,
    ...count <= FEW_VALUES && { chunk: units },
  });
}
