import type * as tf from "@tensorflow/tfjs";
import { FullgradBackend } from "./fullgrad_backend.ts";
import { compileKernels, type KernelBinary } from "./kernel_binaries.ts";
import { startTfjsModule } from "./tfjs_module.ts";
import { loadTfjsKernels } from "./tfjs_kernels.ts";

/** How a backend is put together. */
export interface AssemblyOptions {
  /** Whether to take the binaries with relaxed SIMD. */
  readonly relaxed: boolean;
  /** Whether threads share the heap. */
  readonly shared: boolean;
}

/**
 * A backend of one thread that tfjs does not know yet, with these binaries.
 *
 * @returns The backend, and tfjs's kernels, which are set up for it.
 */
export async function assembleBackend(
  binaries: readonly KernelBinary[],
  { relaxed, shared }: AssemblyOptions,
): Promise<{
  readonly backend: FullgradBackend;
  readonly tfjsKernels: readonly tf.KernelConfig[];
}> {
  const [tfjsKernels, { module, memory }, kernels] = await Promise.all([
    loadTfjsKernels(),
    startTfjsModule(shared),
    compileKernels(binaries, relaxed, shared),
  ]);
  const backend = FullgradBackend.start({ module, memory, kernels });
  // Ours may call theirs, which tfjs does not set up where it does not know them.
  for (const { setupFunc } of tfjsKernels) setupFunc?.(backend);
  return { backend, tfjsKernels };
}
