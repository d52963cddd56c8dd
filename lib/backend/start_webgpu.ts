import * as tf from "@tensorflow/tfjs";
import { UnsupportedBackendError } from "./unsupported_backend_error.ts";
import { failWhenLost, isLost } from "./webgpu/lost_device.ts";

/**
 * Starts the WebGPU backend and returns the adapter's description.
 *
 * The device is requested here, not by tfjs, which asks for optional features
 * in a form that some engines reject.
 *
 * @param forced Whether an adapter in software will do.
 * @throws {UnsupportedBackendError} If there is no such adapter.
 */
export async function startWebgpu(forced: boolean): Promise<string> {
  const started = startedDevice();
  const adapter = started ? null : await requestAdapter();
  const info = started?.adapterInfo ?? adapter?.info;
  if (info === undefined) {
    throw new UnsupportedBackendError("webgpu", "no adapter");
  }
  const description = info.description || info.device || "unnamed adapter";
  if (!forced && isSoftware(info)) {
    throw new UnsupportedBackendError(
      "webgpu",
      `only a software adapter (${description})`,
    );
  }
  if (started !== undefined && tf.getBackend() === "webgpu") {
    return description;
  }
  try {
    if (adapter !== null) await register(adapter);
    if (!await tf.setBackend("webgpu")) {
      throw new Error("it does not initialize");
    }
    await tf.ready();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnsupportedBackendError("webgpu", reason, { cause: error });
  }
  return description;
}

/**
 * The device of a backend that was started before. It holds tensors, which a
 * second backend would not have; once it is lost, it has none.
 */
function startedDevice(): GPUDevice | undefined {
  const backend = tf.engine().registry["webgpu"];
  const device = (backend as { readonly device?: GPUDevice } | undefined)
    ?.device;
  return device === undefined || isLost(device) ? undefined : device;
}

async function register(adapter: GPUAdapter): Promise<void> {
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  const { registerWebgpuKernels } = await import(
    "./webgpu/register_webgpu_kernels.ts"
  );
  const device = await adapter.requestDevice({
    requiredLimits: limitsOf(adapter),
  });
  tf.removeBackend("webgpu");
  tf.registerBackend(
    "webgpu",
    () => {
      const backend = new WebGPUBackend(
        device as never,
        adapter.info as never,
      );
      failWhenLost(backend, device);
      return backend;
    },
    3,
  );
  registerWebgpuKernels();
}

async function requestAdapter(): Promise<GPUAdapter | null> {
  // Some hosts have no `navigator.gpu`, some throw without a driver.
  try {
    return await withRuntimeFolder(() =>
      navigator.gpu?.requestAdapter({ powerPreference: "high-performance" })
    ) ?? null;
  } catch {
    return null;
  }
}

/**
 * Calls with a folder for the drivers of Mesa in the environment, where Deno
 * may set one and none is set: they would print that it is missing.
 */
async function withRuntimeFolder<T>(
  run: () => Promise<T> | undefined,
): Promise<T | undefined> {
  const { Deno } = globalThis as { readonly Deno?: typeof globalThis.Deno };
  const variable = "XDG_RUNTIME_DIR";
  const permission = Deno?.permissions.querySync({ name: "env", variable });
  if (permission?.state !== "granted" || Deno!.env.has(variable)) {
    return await run();
  }
  Deno!.env.set(variable, "/tmp");
  try {
    return await run();
  } finally {
    Deno!.env.delete(variable);
  }
}

function isSoftware(info: GPUAdapterInfo): boolean {
  return info.isFallbackAdapter ||
    /llvmpipe|lavapipe|swiftshader|software/i.test(info.description);
}

/** The limits that tfjs wants as large as the adapter has them. */
function limitsOf(adapter: GPUAdapter): Record<string, number> {
  const { limits } = adapter;
  return {
    maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxBufferSize: limits.maxBufferSize,
    maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
  };
}
