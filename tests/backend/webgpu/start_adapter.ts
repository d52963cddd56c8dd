import { startBackend } from "../../../lib/backend/mod.ts";

/** Whether WebGPU starts here, in software at least. Starts it. */
export async function startAdapter(): Promise<boolean> {
  try {
    await startBackend("webgpu");
    return true;
  } catch {
    return false;
  }
}
