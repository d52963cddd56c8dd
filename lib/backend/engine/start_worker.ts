import type { WorkerStart } from "./serve.ts";

/**
 * Starts a worker and returns once it is ready; it ends when the pool stops.
 *
 * In Deno and Node it is a worker of `node:worker_threads`, which does not keep the
 * process alive; a web worker would, and one that sleeps cannot be terminated.
 */
export async function startWorker(start: WorkerStart): Promise<void> {
  await (globalThis.process?.getBuiltinModule !== undefined
    ? startNodeWorker(start)
    : startWebWorker(start));
}

async function startNodeWorker(start: WorkerStart): Promise<void> {
  const { Worker } = globalThis.process.getBuiltinModule(
    "node:worker_threads",
  );
  const url = new URL("./node_worker.ts", import.meta.url);
  const worker = new Worker(canStart(url) ? url : importing(url), {
    workerData: start,
  });
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
  });
  worker.unref();
}

/** Whether Node's workers start from such a URL. */
function canStart({ protocol }: URL): boolean {
  return protocol === "file:" || protocol === "data:";
}

/** A module that does no more than import another, from wherever it comes. */
function importing(url: URL): URL {
  const text = `import ${JSON.stringify(url.href)};`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

/**
 * A page starts workers from its own origin alone: one that lies elsewhere is
 * imported by one that does not. A module that is a data URL is copied, since
 * a worker of such a URL has an origin of its own, and would get no memory to
 * share.
 */
async function startWebWorker(start: WorkerStart): Promise<void> {
  const url = new URL("./web_worker.ts", import.meta.url);
  const isOwn = url.origin === globalThis.location?.origin;
  const source = isOwn ? url.href : URL.createObjectURL(
    await (await fetch(url.protocol === "data:" ? url : importing(url)))
      .blob(),
  );
  const worker = new Worker(source, { type: "module" });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.addEventListener("message", () => resolve(), { once: true });
      worker.addEventListener(
        "error",
        (event) => reject(new Error(event.message)),
        { once: true },
      );
      worker.postMessage(start);
    });
  } finally {
    if (!isOwn) URL.revokeObjectURL(source);
  }
}
