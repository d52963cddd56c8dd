import process from "node:process";
import { startBackend } from "../backend/mod.ts";
import { explainFolder } from "../exchange/mod.ts";
import { asUsage, asUsageAbout } from "./arguments.ts";
import { targetOf } from "./classes.ts";
import {
  type ExplainRequest,
  loadRequested,
  wordOf,
} from "./explain_request.ts";
import { CLI_METHODS, methodOptions } from "./methods.ts";
import { untilStopped } from "./until_stopped.ts";

/** Explains every picture in a folder, and says what was done. */
export async function explainPictures(
  request: ExplainRequest & { readonly folder: string },
): Promise<void> {
  const { json = false, out = "out", folder, method, overlays, fit } = request;
  const set = asUsage(() => methodOptions(method, request.set ?? []));
  const backend = await startBackend(request.backend);
  if (!json) console.log(backend.reason);
  const model = await loadRequested(request);
  const { data } = await asUsageAbout(
    wordOf(Object.keys(set)),
    () =>
      untilStopped((signal) =>
        explainFolder(model, folder, {
          out,
          method: { run: CLI_METHODS[method]!, options: set },
          ...(request.target !== undefined &&
            { target: targetOf(request.target, model) }),
          ...(fit && { fit }),
          overlays: overlays ?? false,
          signal,
        })
      ),
  );
  const { files, kept, unread } = data;
  if (json) console.log(JSON.stringify({ out, files, kept, unread }, null, 2));
  else {
    console.log(
      `${files.length} maps in ${out}, of which ${kept} were there, and index.csv`,
    );
  }
  for (const { path, reason } of unread) {
    console.error(`not explained: ${path}: ${reason}`);
  }
  if (unread.length > 0) process.exitCode = 3;
}
