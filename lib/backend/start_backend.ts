import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { startWebgpu } from "./start_webgpu.ts";
import { UnsupportedBackendError } from "./unsupported_backend_error.ts";

/** The tensor backends that can be asked for. */
export type BackendName = "webgpu" | "wasm" | "cpu";

/** Which backend runs, and why. */
export interface StartedBackend {
  /** The backend that runs. */
  readonly name: BackendName;
  /** One line for a person, such as `wasm (SIMD): no hardware WebGPU adapter`. */
  readonly reason: string;
}

/**
 * Starts a tensor backend and says which one.
 *
 * Without a name it takes WebGPU where the adapter is real hardware, else WASM,
 * else plain JavaScript. Calling it again with the backend that runs costs
 * nothing.
 *
 * @param name The backend that must be used.
 * @returns The backend's name and one line that says why it was taken.
 * @throws {RangeError} If there is no backend of that name.
 * @throws {UnsupportedBackendError} If the named backend cannot start here.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals((await startBackend("wasm")).name, "wasm");
 * ```
 */
export async function startBackend(
  name?: BackendName,
): Promise<StartedBackend> {
  if (name !== undefined) {
    if (!Object.hasOwn(STARTERS, name)) {
      throw new RangeError(
        `Cannot start a backend as its name must be webgpu, wasm or cpu: current value is ${
          JSON.stringify(name)
        }`,
      );
    }
    return {
      name,
      reason: `${name} (${await STARTERS[name](true)}): asked for`,
    };
  }
  const refusals: string[] = [];
  for (const candidate of ["webgpu", "wasm", "cpu"] as const) {
    try {
      const detail = await STARTERS[candidate](false);
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

/** Start a backend and describe it; `forced` takes a software adapter as well. */
const STARTERS: {
  readonly [B in BackendName]: (forced: boolean) => Promise<string>;
} = {
  webgpu: startWebgpu,
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
