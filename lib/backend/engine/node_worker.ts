/** A thread where `node:worker_threads` is: Deno and Node. */
import { parentPort, workerData } from "node:worker_threads";
import { serve, type WorkerStart } from "./serve.ts";

serve(workerData as WorkerStart, () => parentPort!.postMessage("ready"));
