import type * as tf from "@tensorflow/tfjs";
import { assembleBackend } from "../../../lib/backend/engine/assemble_backend.ts";
import type { FullgradBackend } from "../../../lib/backend/engine/fullgrad_backend.ts";

const KERNELS = new URL("../../../lib/backend/kernels/", import.meta.url);

/** How to run kernels. */
export interface KernelSetting {
  /** Number of threads. */
  readonly threads: number;
  /** Whether to take the binaries with fused multiply-add. */
  readonly relaxed: boolean;
}

/** Both builds, on one thread and on two. */
export const KERNEL_SETTINGS: readonly KernelSetting[] = [
  { threads: 1, relaxed: false },
  { threads: 2, relaxed: false },
  { threads: 1, relaxed: true },
  { threads: 2, relaxed: true },
];

/** A backend of its own, not registered in tfjs, with these operations only. */
export async function startKernels(
  operations: readonly string[],
  { threads, relaxed }: KernelSetting,
): Promise<FullgradBackend> {
  const binaries = operations.map((operation) => ({
    operation,
    plain: binary(operation, ""),
    relaxed: binary(operation, "_relaxed"),
  }));
  const { backend } = await assembleBackend(binaries, {
    relaxed,
    shared: true,
  });
  if (threads > 1) await backend.setThreads(threads);
  return backend;
}

/** A tensor of that backend. */
export function tensorOn(
  backend: FullgradBackend,
  values: Float32Array,
  shape: readonly number[],
): tf.TensorInfo {
  return backend.makeOutput(shape, "float32", null, values);
}

/** A copy of a tensor's values, which frees it. */
export function valuesOf(
  backend: FullgradBackend,
  { dataId }: tf.TensorInfo,
): Float32Array {
  const values = backend.readSync(dataId) as Float32Array;
  backend.disposeData(dataId);
  return values;
}

function binary(operation: string, suffix: string): URL {
  const relaxed = new URL(`${operation}/${operation}${suffix}.wasm`, KERNELS);
  try {
    Deno.statSync(relaxed);
    return relaxed;
  } catch {
    return new URL(`${operation}/${operation}.wasm`, KERNELS);
  }
}
