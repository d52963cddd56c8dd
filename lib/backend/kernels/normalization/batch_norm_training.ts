import type * as tf from "@tensorflow/tfjs";
import type {
  EngineKernel,
  FullgradBackend,
  KernelCall,
} from "../../engine/mod.ts";
import { batchNormArgs, channelAffineArgs, channelSumArgs } from "./args.ts";

interface Inputs extends tf.NamedTensorInfoMap {
  readonly x: tf.TensorInfo;
  readonly gamma: tf.TensorInfo;
  readonly beta: tf.TensorInfo;
}

interface GradientInputs extends Inputs {
  readonly dy: tf.TensorInfo;
  readonly mean: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
}

interface Attributes {
  readonly epsilon: number;
}

/**
 * Batch normalization by the batch's own statistics, over the last axis: output,
 * mean and variance; and its gradients by the input, γ and β. Two passes over
 * the values each.
 */
export const batchNormTrainingKernels: readonly EngineKernel[] = [
  {
    kernelName: "FullGradBatchNormTraining",
    kernelFunc: (
      { inputs: { x, gamma, beta }, attrs: { epsilon }, backend }: KernelCall<
        Inputs,
        Attributes
      >,
    ) => {
      const channels = x.shape.at(-1)!;
      const out = backend.makeOutput(x.shape, "float32");
      const mean = backend.makeOutput([channels], "float32");
      const variance = backend.makeOutput([channels], "float32");
      twoPasses(backend, "batchNormForward", { x, y: x, out }, {
        ...NOTHING,
        gamma: addressOf(backend, gamma),
        beta: addressOf(backend, beta),
        mean: backend.address(mean),
        variance: backend.address(variance),
        epsilon,
      });
      return [out, mean, variance];
    },
  },
  {
    kernelName: "FullGradBatchNormTrainingGradient",
    kernelFunc: (
      { inputs, attrs: { epsilon }, backend }: KernelCall<
        GradientInputs,
        Attributes
      >,
    ) => {
      const { x, dy, gamma, mean, variance } = inputs;
      const out = backend.makeOutput(x.shape, "float32");
      const gammaGradient = backend.makeOutput(mean.shape, "float32");
      const betaGradient = backend.makeOutput(mean.shape, "float32");
      twoPasses(backend, "batchNormBackward", { x: dy, y: x, out }, {
        ...NOTHING,
        gamma: addressOf(backend, gamma),
        mean: backend.address(mean),
        variance: backend.address(variance),
        gammaGradient: backend.address(gammaGradient),
        betaGradient: backend.address(betaGradient),
        epsilon,
      });
      return [out, gammaGradient, betaGradient];
    },
  },
];

const NOTHING = { beta: 0, gammaGradient: 0, betaGradient: 0 };

function addressOf(
  backend: FullgradBackend,
  tensor: tf.TensorInfo | undefined,
): number {
  return tensor ? backend.address(tensor) : 0;
}

/** Values of a unit: 32 KiB of each operand. */
const UNIT_VALUES = 8192;

/** Up to this many values, waking the other threads costs more than it gives. */
const FEW_VALUES = 16384;

/** Numbers that `batchNormArgs` holds beside those that follow from the sums. */
type Numbers = Omit<
  Parameters<typeof batchNormArgs.pack>[0],
  "sums" | "units" | "channels" | "pixels" | "a" | "b" | "c"
>;

/** Sums over the pixels, what follows from them, and what the output is made of it. */
function twoPasses(
  backend: FullgradBackend,
  between: "batchNormForward" | "batchNormBackward",
  { x, y, out }: Readonly<Record<"x" | "y" | "out", tf.TensorInfo>>,
  numbers: Numbers,
): void {
  const channels = x.shape.at(-1)!;
  const pixels = x.shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const unitPixels = Math.max(1, Math.floor(UNIT_VALUES / channels));
  const units = Math.ceil(pixels / unitPixels);
  const rows = { channels, pixels, unitPixels };
  const launch = {
    units,
    ...pixels * channels <= FEW_VALUES && { chunk: units },
  };
  const padded = Math.ceil(channels / 4) * 4;
  backend.withWorkspace(units * padded * 16 + 3 * padded * 4, (sums) => {
    const a = sums + units * padded * 16;
    const [b, c] = [a + padded * 4, a + padded * 8];
    const operation = "normalization";
    backend.launch({
      operation,
      function: "channelSums",
      args: channelSumArgs.pack({
        x: backend.address(x),
        y: backend.address(y),
        out: sums,
        ...rows,
      }),
      ...launch,
    });
    backend.launch({
      operation,
      function: between,
      args: batchNormArgs.pack({
        ...numbers,
        sums,
        units,
        channels,
        pixels,
        a,
        b,
        c,
      }),
      units: 1,
    });
    backend.launch({
      operation,
      function: "channelAffine",
      args: channelAffineArgs.pack({
        x: backend.address(x),
        y: between === "batchNormForward" ? 0 : backend.address(y),
        out: backend.address(out),
        a,
        b,
        c,
        ...rows,
      }),
      ...launch,
    });
  });
}
