/** How far a job is. */
export interface ProgressState {
  /** What is done, in plain text. */
  readonly label: string;
  /** Steps done. */
  readonly count: number;
  /** Steps in all. */
  readonly total: number;
  /** Milliseconds since the start. */
  readonly elapsed: number;
  /** Whether the job has ended, with all steps done or not. */
  readonly ended: boolean;
}
