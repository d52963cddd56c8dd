import tfjsFactory from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js";
import { packageFile } from "../../platform/mod.ts";
import { readBinary, withSharedMemory } from "./wasm_binary.ts";

/** The part of tfjs's WASM module that the backend and its kernels use. */
export interface TfjsModule {
  /** The heap as bytes; another view after it has grown. */
  readonly HEAPU8: Uint8Array;
  /** The address of new memory as a signed number, 0 if there is none. */
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
  readonly cwrap: (
    name: string,
    result: string | null,
    parameters: readonly string[],
  ) => (...values: number[]) => number;
}

/** The bookkeeping of tensors inside tfjs's module. */
export interface Registry {
  readonly initWithThreadsCount: (threads: number) => void;
  readonly registerTensor: (id: number, size: number, offset: number) => void;
  readonly disposeData: (id: number) => void;
  readonly dispose: () => void;
}

/** Emscripten's start of a module, of which tfjs's types know a part. */
type Factory = (options: {
  readonly instantiateWasm: (
    imports: WebAssembly.Imports,
    started: (
      instance: WebAssembly.Instance,
      module: WebAssembly.Module,
    ) => void,
  ) => object;
}) => Promise<TfjsModule>;

/**
 * tfjs's own SIMD module, started with a heap that threads can share or not.
 *
 * @returns The module and its heap.
 */
export async function startTfjsModule(
  shared: boolean,
): Promise<{ module: TfjsModule; memory: WebAssembly.Memory }> {
  const binary = withSharedMemory(
    await readBinary(packageFile(
      "@tensorflow/tfjs-backend-wasm@4.22.0/wasm-out/tfjs-backend-wasm-simd.wasm",
    )),
    shared,
  );
  const restore = keepListeners();
  let memory: WebAssembly.Memory | undefined;
  const module = await new Promise<TfjsModule>((resolve, reject) => {
    (tfjsFactory as unknown as Factory)({
      instantiateWasm: (imports, started) => {
        WebAssembly.instantiate(binary, withBoundedHeap(imports)).then(
          ({ instance, module }) => {
            memory = memoryOf(instance);
            started(instance, module);
          },
        ).catch(reject);
        return {};
      },
    }).then(resolve, reject);
  }).finally(restore);
  return { module, memory: memory! };
}

/** Bytes before 4 GiB that the heap does not grow into. */
const MARGIN = 96 * 2 ** 20;

/** Bytes that Emscripten makes the heap larger at most than it must be. */
const OVERGROWTH = 96 * 2 ** 20;

/**
 * Keeps the end of the heap free. The allocator adds addresses and sizes in 32
 * bits: what tfjs's own code allocates, which nobody checks as `allocate` does
 * for us, is right up to the margin's size.
 */
function withBoundedHeap(imports: WebAssembly.Imports): WebAssembly.Imports {
  const { emscripten_resize_heap: grow, ...env } = imports["env"]! as {
    readonly emscripten_resize_heap: (size: number) => boolean;
  };
  return {
    ...imports,
    env: {
      ...env,
      emscripten_resize_heap: (size: number) =>
        (size >>> 0) + OVERGROWTH + MARGIN <= 2 ** 32 && grow(size),
    },
  };
}

function memoryOf(instance: WebAssembly.Instance): WebAssembly.Memory {
  const memory = Object.values(instance.exports)
    .find((value) => value instanceof WebAssembly.Memory);
  if (memory === undefined) {
    throw new Error(
      "Cannot share the heap of tfjs's WASM module as it must export it: it does not",
    );
  }
  return memory as WebAssembly.Memory;
}

/** The part of Node's and Deno's `process` that is used. */
interface Process {
  readonly listeners: (event: string) => readonly unknown[];
  readonly off: (event: string, listener: unknown) => void;
}

/** Takes off what Emscripten adds to the process at every start of a module. */
function keepListeners(): () => void {
  const { process } = globalThis as { readonly process?: Process };
  if (process?.listeners === undefined) return () => {};
  const events = ["uncaughtException", "unhandledRejection"];
  const before = events.map((event) => process.listeners(event));
  return () => {
    events.forEach((event, i) =>
      process.listeners(event)
        .filter((listener) => !before[i]!.includes(listener))
        .forEach((listener) => process.off(event, listener))
    );
  };
}

/** The bookkeeping of a module. */
export function registry({ cwrap }: TfjsModule): Registry {
  return {
    initWithThreadsCount: cwrap("init_with_threads_count", null, ["number"]),
    registerTensor: cwrap("register_tensor", null, [
      "number",
      "number",
      "number",
    ]),
    disposeData: cwrap("dispose_data", null, ["number"]),
    dispose: cwrap("dispose", null, []),
  };
}
