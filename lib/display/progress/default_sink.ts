import { kernel } from "../jupyter/kernel.ts";
import { notebookSink } from "./notebook_sink.ts";
import type { ProgressSink } from "./progress_sink.ts";
import { terminalSink } from "./terminal_sink.ts";

/**
 * Returns what shows a job here: in a notebook a bar, in a terminal a line on
 * stderr, elsewhere (a pipe, a log, a test) nothing.
 */
export function defaultSink(): ProgressSink {
  const notebook = kernel();
  if (notebook !== undefined) return notebookSink(notebook);
  if (!Deno.stderr.isTerminal()) return () => {};
  const encoder = new TextEncoder();
  return terminalSink({
    columns: Deno.consoleSize().columns,
    write: (text) => Deno.stderr.writeSync(encoder.encode(text)),
  });
}
