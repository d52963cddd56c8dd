import { median } from "d3-array";
import { type KernelStartUp, kernelStartUp } from "./kernel_start_up.ts";
import { runModule } from "./run_json.ts";

/** Milliseconds of the steps to a first heatmap in a fresh process. */
export interface ProcessStartUp {
  /** `import` of the package. */
  readonly import: number;
  /** The embedded model, and with it the tensor backend. */
  readonly loadModel: number;
  /** FullGrad of one image of 64 × 64. */
  readonly fullGrad: number;
  /** The bundle that a notebook gets. */
  readonly display: number;
}

/** What comes before a first heatmap: medians in milliseconds. */
export interface StartUp {
  readonly process: ProcessStartUp;
  readonly kernel: KernelStartUp;
}

const RUNS = 3;

/** Measures fresh processes and fresh notebook kernels. */
export async function startUp(): Promise<StartUp> {
  return {
    process: await medians(() =>
      runModule<ProcessStartUp>("./first_heatmap.ts")
    ),
    kernel: await medians(kernelStartUp),
  };
}

/** The median of every number over a few measurements. */
async function medians<T extends object>(
  measure: () => Promise<T>,
): Promise<T> {
  const results: T[] = [];
  for (let run = 0; run < RUNS; run++) results.push(await measure());
  const names = Object.keys(results[0]!) as (keyof T)[];
  return Object.fromEntries(
    names.map((
      name,
    ) => [name, median(results, (result) => Number(result[name]))]),
  ) as T;
}
