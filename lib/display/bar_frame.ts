import type { Bar } from "./bar.ts";

/** One step of a figure of bars that a slider changes. */
export interface BarFrame {
  /** Plain text beside the slider. */
  readonly name: string;
  /** The bars of this step, of the same names as those of the others. */
  readonly bars: readonly Bar[];
  /** Plain text below the title in this step, in place of the subtitle. */
  readonly note?: string | undefined;
}
