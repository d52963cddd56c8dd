import process from "node:process";
import { createInterface } from "node:readline";
import type { Tasks } from "./time_rounds.ts";

/** Milliseconds for which a task is repeated in a round, once at least. */
const ENOUGH = 100;

/**
 * Runs a round of the tasks for every line that comes in, and prints the
 * milliseconds of each as a line of JSON; `summary` is printed when no more come.
 *
 * In a round each task is run once for nothing, since others have had the caches,
 * and then for a while. A first round is run before any line comes, in which
 * weights are packed and memory grows.
 */
export async function serveRounds(
  tasks: Tasks<string>,
  summary: () => unknown,
): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  console.log(JSON.stringify(await round(tasks)));
  for await (const _ of lines) console.log(JSON.stringify(await round(tasks)));
  console.log(JSON.stringify(summary()));
}

async function round(tasks: Tasks<string>): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const [name, task] of Object.entries(tasks)) {
    await task();
    const start = performance.now();
    let [count, spent] = [0, 0];
    while (spent < ENOUGH) {
      await task();
      count++;
      spent = performance.now() - start;
    }
    times[name] = spent / count;
  }
  return times;
}
