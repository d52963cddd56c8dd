import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import {
  checkOptions,
  checkValue,
  number,
  oneOf,
  type OptionRequirements,
} from "../options/mod.ts";
import { MAX_THREADS } from "./engine/control.ts";
import { startEngine } from "./start_engine.ts";
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
   * The other backends have one whatever is asked for.
   *
   * @default one per core
   */
  readonly threads?: number | undefined;
}

/** Which backend runs, and why. */
export interface StartedBackend {
  /** The backend that runs. */
  readonly name: BackendName;
  /** Number of threads that it computes on, the calling one included. */
  readonly threads: number;
  /** One line for a person, such as
   * `fullgrad-wasm (relaxed SIMD, 2 threads), the fastest here; WebGPU is not
   * used: no adapter`. */
  readonly reason: string;
}

/**
 * Starts a tensor backend and says which one.
 *
 * Without a name it takes WebGPU where the adapter is real hardware, else our
 * WASM backend, else tfjs's, else plain JavaScript. Calling it again with the
 * backend that runs costs nothing. Calls at the same time are done one after
 * the other, so that the last one decides.
 *
 * @param name The backend that must be used.
 * @param options The number of threads.
 * @returns The backend's name, its threads, and one line that says why it was
 * taken.
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If there is no backend of that name, or the number of
 * threads is not one.
 * @throws {UnsupportedBackendError} If the named backend cannot start here.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const { name, threads } = await startBackend("fullgrad-wasm", { threads: 2 });
 * assertEquals([name, threads], ["fullgrad-wasm", 2]);
 * ```
 */
export async function startBackend(
  name?: BackendName,
  options: BackendOptions = {},
): Promise<StartedBackend> {
  if (name !== undefined) {
    checkValue("start a backend", "its name", name, BACKEND_NAME);
  }
  checkOptions("start a backend", options, REQUIREMENTS);
  return await inTurn(() => start(name, options));
}

/** Starts a backend unless one runs already, whoever started it. */
export async function ensureBackend(): Promise<void> {
  await inTurn(async () => {
    if (!tf.engine().backendName) await start(undefined, {});
  });
}

/** All backends, in the order in which one is looked for. */
export const BACKEND_NAMES: readonly BackendName[] = [
  "webgpu",
  "fullgrad-wasm",
  "wasm",
  "cpu",
];

const BACKEND_NAME = oneOf(BACKEND_NAMES);

const REQUIREMENTS: OptionRequirements<BackendOptions> = {
  threads: number(
    `an integer within 1…${MAX_THREADS}`,
    (value) => Number.isInteger(value) && value >= 1 && value <= MAX_THREADS,
  ),
};

/** tfjs has one backend at a time, and so is one started at a time. */
let lastStart: Promise<unknown> = Promise.resolve();

function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const turn = lastStart.then(run, run);
  lastStart = turn;
  return turn;
}

/** What a slower backend than the fastest was taken for, unasked. */
let fallback: { readonly name: BackendName; readonly note: string } | undefined;

/**
 * Returns what results must say of the backend that runs: that it is a slower
 * one, where the fast one did not start and nobody asked for another.
 */
export function backendNotes(): readonly string[] {
  return fallback?.name === tf.getBackend() ? [fallback.note] : [];
}

async function start(
  name: BackendName | undefined,
  options: BackendOptions,
): Promise<StartedBackend> {
  fallback = undefined;
  if (name !== undefined) {
    const { threads, description } = await STARTERS[name](true, options);
    return { name, threads, reason: `${name} (${description}), as asked for` };
  }
  const refusals: { readonly backend: string; readonly why: string }[] = [];
  const refused = () =>
    refusals.map(({ backend, why }) => `${backend}: ${why}`).join("; ");
  for (const candidate of BACKEND_NAMES) {
    try {
      const { threads, description } = await STARTERS[candidate](
        false,
        options,
      );
      if (candidate === "wasm" || candidate === "cpu") {
        fallback = {
          name: candidate,
          note:
            `computed by the slower backend ${candidate}, as the faster ones do not start here (${refused()})`,
        };
      }
      const reason = [
        `${candidate} (${description}), the fastest here`,
        ...refusals.map(({ backend, why }) => `${backend} is not used: ${why}`),
      ].join("; ");
      return { name: candidate, threads, reason };
    } catch (error) {
      if (!(error instanceof UnsupportedBackendError)) throw error;
      const backend = candidate === "webgpu" ? "WebGPU" : candidate;
      refusals.push({ backend, why: error.reason });
    }
  }
  throw new UnsupportedBackendError("cpu", refused());
}

/** What a starter says. */
interface Started {
  readonly threads: number;
  /** The adapter, or the instructions and threads, in words. */
  readonly description: string;
}

/** Start a backend and describe it; `forced` takes a software adapter as well. */
const STARTERS: {
  readonly [B in BackendName]: (
    forced: boolean,
    options: BackendOptions,
  ) => Promise<Started>;
} = {
  webgpu: async (forced) => ({
    threads: 1,
    description: await startWebgpu(forced),
  }),
  "fullgrad-wasm": (_forced, { threads }) => startEngine(threads),
  wasm: async () => {
    await use("wasm");
    const hasSimd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
    return { threads: 1, description: hasSimd ? "SIMD" : "no SIMD" };
  },
  cpu: async () => {
    await use("cpu");
    return { threads: 1, description: "plain JavaScript" };
  },
};

async function use(name: BackendName): Promise<void> {
  if (tf.getBackend() === name) return;
  // setBackend says false rather than throwing.
  if (!await tf.setBackend(name)) {
    throw new UnsupportedBackendError(name, "it does not initialize");
  }
  await tf.ready();
}
