import * as tf from "@tensorflow/tfjs";
import { UnsupportedBackendError } from "./unsupported_backend_error.ts";

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
  const adapter = await requestAdapter();
  if (adapter === null) {
    throw new UnsupportedBackendError("webgpu", "no adapter");
  }
  const { info } = adapter;
  const description = info.description || info.device || "unnamed adapter";
  if (!forced && isSoftware(info)) {
    throw new UnsupportedBackendError(
      "webgpu",
      `only a software adapter (${description})`,
    );
  }
  if (tf.getBackend() === "webgpu") return description;
  try {
    const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
    const device = await adapter.requestDevice({
      requiredLimits: limitsOf(adapter),
    });
    tf.removeBackend("webgpu");
    tf.registerBackend(
      "webgpu",
      () => new WebGPUBackend(device as never, info as never),
      3,
    );
    if (!await tf.setBackend("webgpu")) {
      throw new Error("it does not initialise");
    }
    await tf.ready();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnsupportedBackendError("webgpu", reason, { cause: error });
  }
  return description;
}

async function requestAdapter(): Promise<GPUAdapter | null> {
  // Some hosts have no `navigator.gpu`, some throw without a driver.
  try {
    return await navigator.gpu?.requestAdapter({
      powerPreference: "high-performance",
    }) ?? null;
  } catch {
    return null;
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
