import * as tf from "@tensorflow/tfjs";
import { type BackendName, startBackend } from "../../../lib/backend/mod.ts";

/** A backend, and whether it can start on this machine. */
export interface Candidate {
  readonly backend: BackendName;
  readonly missing: boolean;
}

/** The backends that must agree; WebGPU where there is an adapter. */
export async function candidates(): Promise<readonly Candidate[]> {
  const missing = await startBackend("webgpu").then(() => false, () => true);
  // Small tensors would be computed in JavaScript behind our back.
  tf.env().set("WEBGPU_CPU_FORWARD", false);
  await startBackend("cpu");
  return [
    { backend: "cpu", missing: false },
    { backend: "fullgrad-wasm", missing: false },
    { backend: "wasm", missing: false },
    { backend: "webgpu", missing },
  ];
}
