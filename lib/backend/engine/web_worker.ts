/** A thread in a browser. */
import { serve, type WorkerStart } from "./serve.ts";

/** The part of a worker's global scope that is used. */
interface WorkerScope {
  readonly postMessage: (message: unknown) => void;
  readonly addEventListener: (
    type: "message",
    listener: (event: MessageEvent<WorkerStart>) => void,
  ) => void;
  readonly close: () => void;
}

const scope = globalThis as unknown as WorkerScope;
scope.addEventListener("message", ({ data }) => {
  serve(data, () => scope.postMessage("ready"));
  scope.close();
});
