import { PALETTE } from "../color/palette.ts";
import { escapeHtml, printable } from "../text/escape.ts";

/** How far a job is. */
export interface ProgressState {
  /** What is done, in plain text. */
  readonly label: string;
  /** Steps done. */
  readonly count: number;
  /** Steps of these that were there before, and took no time. */
  readonly kept?: number;
  /** Steps in all. */
  readonly total: number;
  /** What a step is, where its number is not shown as such. */
  readonly unit?: "bytes";
  /** Milliseconds since the start. */
  readonly elapsed: number;
  /** Whether the job has ended, with all steps done or not. */
  readonly ended: boolean;
  /** Milliseconds that the rest takes, where more is known than the mean step. */
  readonly left?: number;
  /** What there is to say of the whole job while it runs, in plain text. */
  readonly note?: string;
}

/** Returns a job's state in one line: count, time gone, time left. */
export function progressText(state: ProgressState): string {
  const { label, count, kept = 0, total, unit, elapsed, ended } = state;
  const done = unit === "bytes"
    ? `${megabytes(count)} of ${megabytes(total)} MB`
    : `${count} of ${total}`;
  const parts = [done, formatDuration(elapsed)];
  if (ended) {
    if (count < total) parts.push("stopped");
  } else if (count > kept) {
    const { left = elapsed / (count - kept) * (total - count) } = state;
    parts.push(`${formatDuration(left)} left`);
  }
  return `${printable(label)}: ${parts.join(", ")}`;
}

/**
 * Returns a job's state as a bar with its text; of one that has ended, a line
 * of small print, as others may follow.
 */
export function progressHtml(state: ProgressState): string {
  const { count, total, ended, note } = state;
  const text = escapeHtml(progressText(state));
  if (ended) {
    return `<div style="font:12px/1.4 system-ui,sans-serif;opacity:0.65">${text}</div>`;
  }
  const percent = total === 0 ? 100 : Math.round(count / total * 1000) / 10;
  return `<div style="max-width:520px;font:13px/1.5 system-ui,sans-serif">` +
    `<div>${text}</div>` + (note ? `<div>${escapeHtml(note)}</div>` : "") +
    `<div style="height:6px;border-radius:3px;background:${PALETTE.line}">` +
    `<div style="height:6px;border-radius:3px;width:${percent}%;` +
    `background:${PALETTE.negative}"></div></div></div>`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** Returns a time of a minute or more as roughly as it is known: `12 min`, `2.5 h`. */
export function roughDuration(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  if (hours < 10) return `${hours.toFixed(1)} h`;
  return hours < 48
    ? `${Math.round(hours)} h`
    : `${Math.round(hours / 24)} days`;
}

/** Returns a time as a person says it: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}
