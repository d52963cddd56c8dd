import type * as tf from "@tensorflow/tfjs";
import { assembleBackend } from "../../../lib/backend/engine/assemble_backend.ts";
import { seededValues } from "./seeded_values.ts";
import type {
  FullgradBackend,
  KernelBinary,
} from "../../../lib/backend/engine/mod.ts";

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

/**
 * A backend of its own, not registered in tfjs, with these operations only: by
 * name, or those that do not ship by where they lie.
 */
export async function startKernels(
  operations: readonly (string | KernelBinary)[],
  { threads, relaxed }: KernelSetting,
): Promise<FullgradBackend> {
  const binaries = operations.map((operation) =>
    typeof operation !== "string" ? operation : {
      operation,
      plain: binary(operation, ""),
      relaxed: binary(operation, "_relaxed"),
    }
  );
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

/** A tensor of that backend with seeded values. */
export function randomTensor(
  backend: FullgradBackend,
  shape: readonly number[],
): tf.TensorInfo {
  const count = shape.reduce((a, b) => a * b, 1);
  return tensorOn(backend, seededValues(count, 1), shape);
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
