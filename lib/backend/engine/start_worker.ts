import type { WorkerStart } from "./serve.ts";

/**
 * Starts a worker and returns once it is ready; it ends when the pool stops.
 *
 * In Deno it is a worker of `node:worker_threads`, which does not keep the
 * process alive; a web worker would, and one that sleeps cannot be terminated.
 */
export async function startWorker(start: WorkerStart): Promise<void> {
  await ("Deno" in globalThis || "process" in globalThis
    ? startNodeWorker(start)
    : startWebWorker(start));
}

async function startNodeWorker(start: WorkerStart): Promise<void> {
  const { Worker } = await import("node:worker_threads");
  const worker = new Worker(new URL("./node_worker.ts", import.meta.url), {
    workerData: start,
  });
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
  });
  worker.unref();
}

async function startWebWorker(start: WorkerStart): Promise<void> {
  const worker = new Worker(new URL("./web_worker.ts", import.meta.url), {
    type: "module",
  });
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener("message", () => resolve(), { once: true });
    worker.addEventListener(
      "error",
      (event) => reject(new Error(event.message)),
      { once: true },
    );
    worker.postMessage(start);
  });
}
