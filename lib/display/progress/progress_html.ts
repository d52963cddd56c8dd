import { PALETTE } from "../color/palette.ts";
import { escapeHtml } from "../text/escape_html.ts";
import type { ProgressState } from "./progress_state.ts";
import { progressText } from "./progress_text.ts";

/** Returns a job's state as a bar with its text. */
export function progressHtml(state: ProgressState): string {
  const { count, total, ended } = state;
  const percent = total === 0 ? 100 : Math.round(count / total * 1000) / 10;
  const color = ended && count === total ? "#2e9e6b" : PALETTE.negative;
  return `<div style="max-width:520px;font:13px/1.5 system-ui,sans-serif">` +
    `<div>${escapeHtml(progressText(state))}</div>` +
    `<div style="height:6px;border-radius:3px;background:${PALETTE.line}">` +
    `<div style="height:6px;border-radius:3px;width:${percent}%;` +
    `background:${color}"></div></div></div>`;
}
