import { type Kernel, kernel } from "../jupyter/kernel.ts";
import { printable } from "../text/escape.ts";
import {
  progressHtml,
  type ProgressState,
  progressText,
} from "./progress_text.ts";

/** Shows the state of a job, in place of what it showed before. */
export type ProgressSink = (state: ProgressState) => void;

/**
 * Returns what shows a job here: in a notebook a bar, in a terminal a line on
 * stderr, elsewhere (a pipe, a log, a test) nothing.
 */
export function defaultSink(): ProgressSink {
  const notebook = kernel();
  if (notebook !== undefined) return notebookSink(notebook);
  const stderr = globalThis.process?.stderr;
  if (stderr?.isTTY !== true) return () => {};
  return terminalSink({
    columns: stderr.columns,
    write: (text) => stderr.write(text),
  });
}

/** Milliseconds of a job that is worth a bar in a notebook. */
const WORTH_SHOWING = 500;

/**
 * Returns what shows a job in one output of a notebook's cell. A short one leaves
 * nothing there: many of them would pile up.
 */
export function notebookSink(kernel: Kernel): ProgressSink {
  const id = crypto.randomUUID();
  let update = false;
  return (state) => {
    if (!update && state.elapsed < WORTH_SHOWING) return;
    const bundle = {
      "text/html": progressHtml(state),
      "text/plain": progressText(state) + (state.note ? `\n${state.note}` : ""),
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

/** A terminal, or what stands for one in a test. */
export interface Terminal {
  /** Columns. */
  readonly columns: number;
  /** Writes to it. */
  readonly write: (text: string) => void;
}

const CLEAR_LINE = "\r\x1b[2K";

/** Returns what shows a job in one line of a terminal. */
export function terminalSink({ columns, write }: Terminal): ProgressSink {
  let noted = "";
  return (state) => {
    const { note = noted } = state;
    // It stays above the line that changes.
    if (note !== noted) write(`${CLEAR_LINE}${printable(note)}\n`);
    noted = note;
    // A line that wraps could not be overwritten.
    const line = progressText(state).slice(0, columns - 1);
    write(CLEAR_LINE + line + (state.ended ? "\n" : ""));
  };
}
