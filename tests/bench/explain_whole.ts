import { median } from "d3-array";
import { join } from "node:path";
import { runModule } from "./run_json.ts";

/** What one call of `fullgrad explain` takes, in a fresh process. */
export interface ExplainCost {
  /** Milliseconds from the start of the process. */
  readonly ms: number;
  /** Processor milliseconds of all threads. */
  readonly cpuMs: number;
}

/** `fullgrad explain` from file to files: medians over fresh processes. */
export interface WholeExplain {
  readonly network: string;
  /** With the page and the picture. */
  readonly page: ExplainCost;
  /** With the numbers alone. */
  readonly numbers: ExplainCost;
}

const RUNS = 3;

/** Measures the command line's `explain` of a network from an ONNX file. */
export async function wholeExplain(network: string): Promise<WholeExplain> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, `${network}.onnx`);
    await runModule("./onnx/write_onnx.ts", [network, path]);
    const costOf = async (args: readonly string[]): Promise<ExplainCost> => {
      const costs: ExplainCost[] = [];
      for (let run = 0; run < RUNS; run++) {
        costs.push(await runModule("./measure_explain.ts", [path, ...args]));
      }
      return {
        ms: median(costs, ({ ms }) => ms)!,
        cpuMs: median(costs, ({ cpuMs }) => cpuMs)!,
      };
    };
    return {
      network,
      page: await costOf([join(folder, "out")]),
      numbers: await costOf([]),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
