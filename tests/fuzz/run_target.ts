/**
 * Runs the cases of one target, for `fuzz.ts`, which watches it:
 * `run_target.ts NAME SEED SECONDS CASES`.
 *
 * It prints the seed of every case before it runs, so that a case that never
 * ends is known.
 *
 * @module
 */
import * as fc from "fast-check";
import { TARGETS } from "./targets/mod.ts";

/** More than any case may hold, over what the process begins with. */
const MOST_BYTES = 1.5e9;

const [name, seed, seconds, cases] = Deno.args as [string, ...string[]];
const target = await TARGETS[name]!();
const end = performance.now() + 1000 * Number(seconds);
const before = Deno.memoryUsage().rss;
const folder = await Deno.makeTempDir();
try {
  for (let i = 0; i < Number(cases) && performance.now() < end; i++) {
    const caseSeed = Number(seed) + i;
    console.log(caseSeed);
    const [value] = fc.sample(target.cases, { seed: caseSeed, numRuns: 1 });
    await target.check(value as never, folder);
    const grown = Deno.memoryUsage().rss - before;
    if (grown > MOST_BYTES) {
      throw new RangeError(`the process has grown by ${grown} bytes`);
    }
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
Deno.exit();
