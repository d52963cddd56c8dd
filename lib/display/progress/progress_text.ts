import { printable } from "../text/printable.ts";
import { formatDuration } from "./format_duration.ts";
import type { ProgressState } from "./progress_state.ts";

/** Returns a job's state in one line: count, time gone, time left. */
export function progressText(state: ProgressState): string {
  const { label, count, total, elapsed, ended } = state;
  const parts = [`${count} of ${total}`, formatDuration(elapsed)];
  if (ended) {
    if (count < total) parts.push("stopped");
  } else if (count > 0) {
    const left = elapsed / count * (total - count);
    parts.push(`${formatDuration(left)} left`);
  }
  return `${printable(label)}: ${parts.join(", ")}`;
}
