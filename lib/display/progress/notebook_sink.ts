import type { Kernel } from "../jupyter/kernel.ts";
import { progressHtml } from "./progress_html.ts";
import type { ProgressSink } from "./progress_sink.ts";
import { progressText } from "./progress_text.ts";

/** Returns what shows a job in one output of a notebook's cell. */
export function notebookSink(kernel: Kernel): ProgressSink {
  const id = crypto.randomUUID();
  let update = false;
  return (state) => {
    const bundle = {
      "text/html": progressHtml(state),
      "text/plain": progressText(state),
    };
    const shown = kernel.display(bundle, {
      raw: true,
      display_id: id,
      update,
    });
    // A bar that cannot be shown must not end the job.
    shown.catch(() => {});
    update = true;
  };
}
