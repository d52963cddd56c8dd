import * as tf from "@tensorflow/tfjs";
import { ENGINE_KERNELS, KERNEL_BINARIES } from "./kernels/mod.ts";
import { UnsupportedBackendError } from "./unsupported_backend_error.ts";
import { assembleBackend } from "./engine/assemble_backend.ts";
import { MAX_THREADS } from "./engine/control.ts";
import type { FullgradBackend } from "./engine/fullgrad_backend.ts";
import { hasRelaxedSimd } from "./engine/kernel_binaries.ts";

/** The name under which tfjs knows the backend. */
export const ENGINE_NAME = "fullgrad-wasm";

/** What runs. */
export interface StartedEngine {
  /** Number of threads that kernels run on. */
  readonly threads: number;
  /** The instructions and threads in words. */
  readonly description: string;
}

/**
 * Starts our WASM backend, or changes the number of threads of the one that
 * runs.
 *
 * @param threads Number of threads; default: what it has, or one per core.
 * @throws {UnsupportedBackendError} If this host cannot run it.
 */
export async function startEngine(threads?: number): Promise<StartedEngine> {
  try {
    const running = runningEngine();
    const backend = running ?? await registerEngine();
    const count = threads ?? running?.threads ?? defaultThreads();
    if (count !== backend.threads) await backend.setThreads(count);
    if (!await tf.setBackend(ENGINE_NAME)) {
      throw new Error("it does not initialize");
    }
    return { threads: backend.threads, description: describe(backend) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnsupportedBackendError(ENGINE_NAME, reason, { cause: error });
  }
}

/** Returns how many threads the backend in use computes on, the calling one included. */
export function backendThreads(): number {
  return tf.getBackend() === ENGINE_NAME ? runningEngine()?.threads ?? 1 : 1;
}

function runningEngine(): FullgradBackend | undefined {
  return tf.engine().registry[ENGINE_NAME] as FullgradBackend | undefined;
}

async function registerEngine(): Promise<FullgradBackend> {
  if (!await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")) {
    throw new Error("no SIMD");
  }
  const { backend, tfjsKernels } = await assembleBackend(KERNEL_BINARIES, {
    relaxed: hasRelaxedSimd(),
    shared: canShareMemory(),
  });
  registerKernels(tfjsKernels);
  // After a reset tfjs would keep the factory of the one before.
  if (tf.findBackendFactory(ENGINE_NAME)) tf.removeBackend(ENGINE_NAME);
  tf.registerBackend(ENGINE_NAME, () => backend, 3);
  return backend;
}

/** tfjs's WASM kernels under our name, and ours in place of some of them. */
function registerKernels(tfjsKernels: readonly tf.KernelConfig[]): void {
  if (tf.getKernelsForBackend(ENGINE_NAME).length > 0) return;
  const ours = ENGINE_KERNELS.map(({ kernelName, kernelFunc }) => ({
    kernelName,
    kernelFunc: kernelFunc as unknown as tf.KernelFunc,
  }));
  const replaced = new Set(ours.map(({ kernelName }) => kernelName));
  const kept = tfjsKernels.filter(({ kernelName }) =>
    !replaced.has(kernelName)
  );
  for (const { kernelFunc, ...kernel } of [...kept, ...ours]) {
    tf.registerKernel({
      ...kernel,
      backendName: ENGINE_NAME,
      kernelFunc: (call) =>
        (call.backend as FullgradBackend).freeingOnError(() =>
          kernelFunc(call)
        ),
    });
  }
}

function defaultThreads(): number {
  if (!canShareMemory()) return 1;
  return Math.min(navigator.hardwareConcurrency ?? 1, MAX_THREADS);
}

/** A browser shares memory on pages that are isolated from other origins. */
function canShareMemory(): boolean {
  const { crossOriginIsolated } = globalThis as {
    readonly crossOriginIsolated?: boolean;
  };
  return typeof SharedArrayBuffer !== "undefined" &&
    (crossOriginIsolated ?? true);
}

function describe({ threads }: FullgradBackend): string {
  const simd = hasRelaxedSimd() ? "relaxed SIMD" : "SIMD";
  return `${simd}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
}
