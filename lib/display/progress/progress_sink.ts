import type { ProgressState } from "./progress_state.ts";

/** Shows the state of a job, in place of what it showed before. */
export type ProgressSink = (state: ProgressState) => void;
