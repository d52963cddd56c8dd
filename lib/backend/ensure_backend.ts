import * as tf from "@tensorflow/tfjs";
import { startBackend } from "./start_backend.ts";

/** Starts a backend unless one runs already, whoever started it. */
export async function ensureBackend(): Promise<void> {
  if (tf.engine().backendName === undefined) await startBackend();
}
