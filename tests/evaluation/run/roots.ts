/** An experiment of little work, for tests: also a program that can be killed. */
import { existsSync } from "node:fs";
import {
  type Experiment,
  parseShard,
  runExperiment,
} from "../../../lib/evaluation/run/mod.ts";

/** Told whenever a unit is computed. */
type Computed = (number: number) => void | Promise<void>;

/** Numbers and their square roots: an image a number, two repeats a unit. */
export function roots(
  count: number,
  computed: Computed = () => {},
  settings: Experiment["settings"] = { version: 1 },
): Experiment {
  const numbers = Array.from({ length: count }, (_, number) => number);
  return {
    frame: {
      experiment: "Roots & more",
      model: { name: "none", fingerprint: "" },
      images: { names: numbers.map(String), fingerprint: "" },
      methods: [{
        name: "root",
        control: false,
        method: "Root",
        signed: true,
        settings: {},
        key: "root",
      }],
      measures: [{ name: "root", meaning: "the root", better: "higher" }],
      repeats: { count: 2, name: "sign" },
      settings: {},
      limits: [],
    },
    settings,
    origin: { call: "roots()", backend: "none", seeds: [] },
    units: numbers.map((number) => ({
      labels: { number },
      key: "root",
      block: { images: [number, number + 1] },
    })),
    compute: async ({ labels }) => {
      const number = Number(labels.number);
      await computed(number);
      return { values: [Math.sqrt(number), -Math.sqrt(number)] };
    },
  };
}

/**
 * `roots.ts FOLDER COUNT SHARD [LOG] [FROM]`: notes every unit it begins in LOG,
 * and ends none from FROM on before there is a file `LOG.go`.
 */
if (import.meta.main) {
  const [folder, count, shard, log, from = count] = Deno.args;
  const experiment = roots(Number(count), async (number) => {
    if (log) await Deno.writeTextFile(log, `${number}\n`, { append: true });
    do {
      await new Promise((resolve) => setTimeout(resolve, 20));
    } while (number >= Number(from) && !existsSync(`${log}.go`));
  });
  const { data } = await runExperiment(experiment, {
    folder: folder!,
    shard: parseShard(shard!),
  });
  console.log(data.missing.length);
}
