import type { BackendName } from "../../../lib/backend/mod.ts";

/** What is measured in a process of its own. */
export interface TrainingCase {
  readonly network: "vgg9" | "resNet8";
  /** Factor on the filters. */
  readonly width: number;
  /** Images of 32×32 a step. */
  readonly batch: number;
  readonly backend: BackendName;
  readonly threads: number;
}

/** What the process says in the end. */
export interface TrainingFootprint {
  /** Processor milliseconds a step, of all threads together. */
  readonly cpuMs: number;
  readonly peakBytes: number;
}
