/** Measures the pools beside tfjs's. */
import { type MeasuredCall, measureKernels } from "../measure_kernels.ts";
import { poolKernels } from "../../../../lib/backend/kernels/pool/pool.ts";

/** Input, window, stride: VGG-16's first and last, ResNet's, and average pools. */
const POOLS = [
  [[1, 224, 224, 64], 2, 2],
  [[1, 14, 14, 512], 2, 2],
  [[1, 112, 112, 64], 3, 2],
  [[1, 28, 28, 256], 3, 1],
] as const;

const calls = POOLS.flatMap(([x, filterSize, strides]): MeasuredCall[] => {
  const pad = filterSize === 3 ? "same" : "valid";
  const out = x.map((n, axis) =>
    axis === 1 || axis === 2 ? Math.floor(n / strides) : n
  );
  const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b);
  const common = {
    name: `[${x}] ${filterSize}×${filterSize} stride ${strides}`,
    attrs: { filterSize, strides, pad },
    bytes: 4 * (count(x) + count(out)),
  };
  return [
    { ...common, kernelName: "MaxPool", shapes: { x } },
    { ...common, kernelName: "AvgPool", shapes: { x } },
    {
      ...common,
      kernelName: "MaxPoolGrad",
      shapes: { dy: out, input: x, output: out },
      bytes: 8 * (count(x) + count(out)),
    },
    { ...common, kernelName: "AvgPoolGrad", shapes: { dy: out, input: x } },
  ];
});

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureKernels("pool", poolKernels, calls);
}
