import { assertEquals } from "@std/assert";
import type * as tf from "@tensorflow/tfjs";
import type { EngineKernel } from "../../../lib/backend/engine/engine_kernel.ts";
import type { FullgradBackend } from "../../../lib/backend/engine/fullgrad_backend.ts";
import { tensorOn, valuesOf } from "./start_kernels.ts";

/** Values and shape of a tensor. */
export type KernelOperand = readonly [
  values: Float32Array,
  shape: readonly number[],
];

/** What a kernel with one output computes; asserts that it leaks nothing. */
export function runKernel(
  backend: FullgradBackend,
  kernels: readonly EngineKernel[],
  kernelName: string,
  operands: Readonly<Record<string, KernelOperand>>,
  attrs: Record<string, unknown>,
): Float32Array {
  const kernel = kernels.find((kernel) => kernel.kernelName === kernelName)!;
  const before = backend.numDataIds();
  const inputs = Object.fromEntries(
    Object.entries(operands).map((
      [name, [values, shape]],
    ) => [name, tensorOn(backend, values, shape)]),
  );
  const out = kernel.kernelFunc({ inputs, attrs, backend }) as tf.TensorInfo;
  const values = valuesOf(backend, out);
  assertEquals(values.length, out.shape.reduce((a, b) => a * b, 1));
  for (const { dataId } of Object.values(inputs)) backend.disposeData(dataId);
  assertEquals(backend.numDataIds(), before);
  return values;
}
