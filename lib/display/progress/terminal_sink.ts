import type { ProgressSink } from "./progress_sink.ts";
import { progressText } from "./progress_text.ts";

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
  return (state) => {
    // A line that wraps could not be overwritten.
    const line = progressText(state).slice(0, columns - 1);
    write(CLEAR_LINE + line + (state.ended ? "\n" : ""));
  };
}
