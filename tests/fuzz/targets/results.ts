import { join } from "node:path";
import * as fc from "fast-check";
import { Evaluation } from "../../../lib/evaluation/result/mod.ts";
import {
  MapCache,
  mergeResults,
  runExperiment,
} from "../../../lib/evaluation/run/mod.ts";
import { recordOf } from "../../evaluation/result/record.ts";
import { roots } from "../../evaluation/run/roots.ts";
import { type Change, change, changes } from "../change.ts";
import { type Damage, damaged, damages } from "../damage.ts";
import { endsWell, type FuzzTarget, Unexpected } from "../target.ts";

const COUNT = 3;
const RIGHT = (await runExperiment(roots(COUNT))).data.values;

/** The names of everything in a folder, with those of inner ones. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    names.push(name);
    if (isDirectory) {
      for (const inner of await namesIn(join(folder, name))) {
        names.push(`${name}/${inner}`);
      }
    }
  }
  return names.sort();
}

/** A fresh folder of results, two levels below where nothing else may appear. */
async function resultsIn(folder: string): Promise<string> {
  const results = join(folder, "a", "results");
  await Deno.remove(join(folder, "a"), { recursive: true }).catch(() => {});
  await runExperiment(roots(COUNT), { folder: results });
  return results;
}

/** Merges, and fails if a number is not due or something lies elsewhere. */
async function mergeWell(
  folder: string,
  results: string,
  isDue: (value: number, place: number) => boolean,
): Promise<void> {
  const before = await namesIn(folder);
  const out = join(folder, "a", "out");
  await endsWell(async () => {
    for (const { evaluation } of await mergeResults([results], out)) {
      void evaluation.text;
      const { values } = evaluation.data;
      if (values.length !== RIGHT.length) continue;
      if (values.some((value, i) => value !== null && !isDue(value, i))) {
        throw new Unexpected(`a number is wrong: ${values}`);
      }
    }
  });
  const after = await namesIn(folder);
  const elsewhere = after.filter((name) =>
    !before.includes(name) && !name.startsWith("a/out") && name !== "out"
  );
  if (elsewhere.length > 0) throw new Unexpected(`${elsewhere} appeared`);
}

/** A results folder in which the bytes of a file are damaged. */
export const resultsFolder: FuzzTarget<readonly [number, Damage]> = {
  cases: fc.tuple(fc.nat(), damages),
  check: async ([which, damage], folder) => {
    const results = await resultsIn(folder);
    const names = await namesIn(results);
    const path = join(results, names[which % names.length]!);
    await Deno.writeFile(path, damaged(await Deno.readFile(path), damage));
    await mergeWell(folder, results, (value, i) => value === RIGHT[i]);
    await endsWell(async () => {
      const { data } = await runExperiment(roots(COUNT), { folder: results });
      if (String(data.values) !== String(RIGHT)) {
        throw new Unexpected(
          `a run went on with wrong numbers: ${data.values}`,
        );
      }
    });
  },
};

/** A job's file that somebody made, with the checksum that is due. */
export const jobFile: FuzzTarget<readonly Change[]> = {
  cases: fc.array(changes, { minLength: 1, maxLength: 3 }),
  check: async (list, folder) => {
    const results = await resultsIn(folder);
    const name = (await namesIn(results)).find((name) =>
      name.endsWith(".job.json")
    )!;
    const path = join(results, name);
    const file = JSON.parse(await Deno.readTextFile(path));
    list.forEach((one) => change(file.job, one));
    const text = JSON.stringify(file.job);
    const digest = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(text),
    );
    const sha256 = new Uint8Array(digest).toHex();
    await Deno.writeTextFile(path, JSON.stringify({ ...file, sha256 }));
    // It can say that a number is of another place, but make none.
    await mergeWell(folder, results, (value) => RIGHT.includes(value));
  },
};

const RECORD = recordOf({
  a: [[[1], [2]], [[3], [4]]],
  control: [[[0], [1]], [[null], [1]]],
}, {
  axis: {
    name: "fraction",
    meaning: "pixels removed",
    values: [0.1, 0.2],
    scale: "log",
    shares: true,
  },
});

/** A record with other values in it. */
export const record: FuzzTarget<readonly Change[]> = {
  cases: fc.array(changes, { minLength: 1, maxLength: 3 }),
  check: async (list) => {
    const data = structuredClone(RECORD);
    list.forEach((one) => change(data, one));
    await endsWell(async () => {
      const evaluation = Evaluation.from(JSON.stringify(data));
      void evaluation.text;
      evaluation.toCsv();
      await evaluation.figure().toSvg();
    });
  },
};

const KEY = "0123456789abcdef".repeat(4);

/** A map in a cache, damaged. */
export const mapCache: FuzzTarget<Damage> = {
  cases: damages,
  check: async (damage, folder) => {
    const map = Float32Array.of(0, 1, -2, 1e30);
    await new MapCache(folder).write(KEY, map);
    const path = join(folder, KEY.slice(0, 2), `${KEY.slice(2)}.map`);
    await Deno.writeFile(path, damaged(await Deno.readFile(path), damage));
    await endsWell(async () => {
      const read = await new MapCache(folder).read(KEY);
      if (read !== undefined && String(read) !== String(map)) {
        throw new Unexpected(`another map was read: ${read}`);
      }
    });
  },
};
