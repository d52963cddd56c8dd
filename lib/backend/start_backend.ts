import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { MAX_THREADS } from "./engine/control.ts";
import { startEngine } from "./engine/start_engine.ts";
import { startWebgpu } from "./start_webgpu.ts";
import { UnsupportedBackendError } from "./unsupported_backend_error.ts";

/**
 * The tensor backends that can be asked for. `fullgrad-wasm` is tfjs's WASM
 * backend with threads and kernels of ours, `wasm` is tfjs's own.
 */
export type BackendName = "webgpu" | "fullgrad-wasm" | "wasm" | "cpu";

/** How a backend is started. */
export interface BackendOptions {
  /**
   * Number of threads of `fullgrad-wasm`, the calling one included, 1 to 64.
   * Default: one per core.
   */
  readonly threads?: number;
}

/** Which backend runs, and why. */
export interface StartedBackend {
  /** The backend that runs. */
  readonly name: BackendName;
  /** One line for a person, such as
   * `fullgrad-wasm (relaxed SIMD, 2 threads): webgpu: no adapter`. */
  readonly reason: string;
}

/**
 * Starts a tensor backend and says which one.
 *
 * Without a name it takes WebGPU where the adapter is real hardware, else our
 * WASM backend, else tfjs's, else plain JavaScript. Calling it again with the
 * backend that runs costs nothing.
 *
 * @param name The backend that must be used.
 * @returns The backend's name and one line that says why it was taken.
 * @throws {RangeError} If there is no backend of that name, or the number of
 * threads is not one.
 * @throws {UnsupportedBackendError} If the named backend cannot start here.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals((await startBackend("fullgrad-wasm")).name, "fullgrad-wasm");
 * ```
 */
export async function startBackend(
  name?: BackendName,
  options: BackendOptions = {},
): Promise<StartedBackend> {
  requireThreads(options.threads);
  if (name !== undefined) {
    if (!Object.hasOwn(STARTERS, name)) {
      throw new RangeError(
        `Cannot start a backend as its name must be ${
          Object.keys(STARTERS).join(", ")
        }: current value is ${JSON.stringify(name)}`,
      );
    }
    return {
      name,
      reason: `${name} (${await STARTERS[name](true, options)}): asked for`,
    };
  }
  const refusals: string[] = [];
  for (const candidate of PREFERENCE) {
    try {
      const detail = await STARTERS[candidate](false, options);
      const why = refusals.length === 0
        ? "the fastest here"
        : refusals.join("; ");
      return { name: candidate, reason: `${candidate} (${detail}): ${why}` };
    } catch (error) {
      if (!(error instanceof UnsupportedBackendError)) throw error;
      refusals.push(`${candidate}: ${error.reason}`);
    }
  }
  throw new UnsupportedBackendError("cpu", refusals.join("; "));
}

const PREFERENCE = ["webgpu", "fullgrad-wasm", "wasm", "cpu"] as const;

function requireThreads(threads: number | undefined): void {
  if (threads === undefined) return;
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw new RangeError(
      `Cannot start a backend as the number of threads must be a whole number from 1 to ${MAX_THREADS}: current value is ${threads}`,
    );
  }
}

/** Start a backend and describe it; `forced` takes a software adapter as well. */
const STARTERS: {
  readonly [B in BackendName]: (
    forced: boolean,
    options: BackendOptions,
  ) => Promise<string>;
} = {
  webgpu: startWebgpu,
  "fullgrad-wasm": (_forced, { threads }) => startEngine(threads),
  wasm: async () => {
    await use("wasm");
    return await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")
      ? "SIMD"
      : "no SIMD";
  },
  cpu: async () => {
    await use("cpu");
    return "plain JavaScript";
  },
};

async function use(name: BackendName): Promise<void> {
  if (tf.getBackend() === name) return;
  // setBackend says false rather than throwing.
  if (!await tf.setBackend(name)) {
    throw new UnsupportedBackendError(name, "it does not initialise");
  }
  await tf.ready();
}
