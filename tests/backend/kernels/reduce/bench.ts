/** Measures the reductions beside tfjs's. */
import { type MeasuredCall, measureKernels } from "../measure_kernels.ts";
import { reduceKernels } from "../../../../lib/backend/kernels/reduce/reduce.ts";

const CASES: readonly (readonly [shape: readonly number[], axis: number[]])[] =
  [
    [[1, 224, 224, 64], [3]],
    [[1, 224, 224, 64], [1, 2]],
    [[1, 224, 224, 64], [0, 1, 2, 3]],
    [[8, 7, 7, 2048], [1, 2]],
    [[32, 1000], [1]],
    [[32, 1000], [0]],
  ];

const calls = CASES.flatMap(([shape, axis]) =>
  ["Sum", "Mean", "Max", "Min"].map((kernelName): MeasuredCall => ({
    name: `[${shape}] over [${axis}]`,
    kernelName,
    shapes: { x: shape },
    attrs: { axis, reductionIndices: axis, keepDims: false },
    bytes: 4 * shape.reduce((a, b) => a * b),
  }))
);

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureKernels("reduce", reduceKernels, calls);
}
