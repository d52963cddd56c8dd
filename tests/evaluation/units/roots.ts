/** A job of little work, for tests: also a program of its own that can be killed. */
import { parseShard, runUnits } from "../../../lib/evaluation/units/mod.ts";
import type { Job } from "../../../lib/evaluation/units/mod.ts";

/** Told whenever a unit is computed. */
type Computed = (number: number) => void | Promise<void>;

/** Numbers and their square roots, two rows a unit. */
export function roots(
  count: number,
  computed: Computed = () => {},
  settings: Job["settings"] = { version: 1 },
): Job {
  return {
    name: "Roots & more",
    settings,
    columns: [
      { name: "number", meaning: "what the root is of" },
      { name: "sign", meaning: "of the root" },
      { name: "root", meaning: "the root" },
    ],
    units: Array.from({ length: count }, (_, number) => ({
      labels: { number },
      compute: async () => {
        await computed(number);
        return {
          sign: ["plus", "minus"],
          root: [Math.sqrt(number), -Math.sqrt(number)],
        };
      },
    })),
  };
}

/** `roots.ts FOLDER COUNT SHARD [LOG]`: notes every unit it begins in LOG. */
if (import.meta.main) {
  const [folder, count, shard, log] = Deno.args as [
    string,
    string,
    string,
    string?,
  ];
  const job = roots(Number(count), async (number) => {
    if (log) await Deno.writeTextFile(log, `${number}\n`, { append: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  const { missing } = await runUnits(job, { folder, shard: parseShard(shard) });
  console.log(missing.length);
}
