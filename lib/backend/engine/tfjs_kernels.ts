import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import type { KernelCall } from "./engine_kernel.ts";
import type { FullgradBackend } from "./fullgrad_backend.ts";
import { TFJS_BYTES } from "./heap.ts";

let loading: Promise<readonly tf.KernelConfig[]> | undefined;
const functions = new Map<string, tf.KernelFunc>();

/**
 * The kernels of tfjs's WASM backend, in a copy of their own.
 *
 * A kernel of tfjs binds itself to the last module that was set up, in a
 * variable of its file. So that tfjs's backend keeps working beside ours,
 * ours has the same kernels from another build in the same package.
 */
export async function loadTfjsKernels(): Promise<readonly tf.KernelConfig[]> {
  loading ??= importCopy();
  return await loading;
}

/**
 * tfjs's kernel of that name, for what one of ours leaves to it.
 *
 * @throws {RangeError} If tfjs's WASM backend has none.
 */
export function tfjsKernel(
  kernelName: string,
): (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[] {
  return (call) => {
    const kernel = functions.get(kernelName);
    if (kernel === undefined) {
      throw new RangeError(
        `Cannot run ${kernelName} as tfjs's WASM backend must have it: it does not`,
      );
    }
    return kernel(call as unknown as Parameters<tf.KernelFunc>[0]);
  };
}

/** Imports the other build, which registers itself, and takes that back. */
async function importCopy(): Promise<readonly tf.KernelConfig[]> {
  const originals = tf.getKernelsForBackend("wasm");
  const production = tf.env().getBool("PROD");
  // Else tfjs warns of every kernel that is registered again.
  tf.env().set("PROD", true);
  try {
    await import("@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.fesm.js");
    const copies = tf.getKernelsForBackend("wasm").map((kernel) => ({
      ...kernel,
      kernelFunc: withRoom(kernel.kernelFunc),
    }));
    for (const original of originals) tf.registerKernel(original);
    for (const { kernelName, kernelFunc } of copies) {
      functions.set(kernelName, kernelFunc);
    }
    return copies;
  } finally {
    tf.env().set("PROD", production);
  }
}

function withRoom(kernel: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    (call.backend as FullgradBackend).requireRoom(TFJS_BYTES);
    return kernel(call);
  };
}
