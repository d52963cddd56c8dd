/** What every experiment owes to the runner, and to who reads its record. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import {
  cascadingRandomization,
  classSensitivity,
  efficientMprt,
  Evaluation,
  independentRandomization,
  MEASURE_LIMITS,
  mergeResults,
  nullPlayer,
  randomLogit,
} from "../../lib/evaluation/mod.ts";
import { inputGradient } from "../../lib/methods/mod.ts";
import { exhaustiveTest } from "../exhaustive.ts";
import { EXPERIMENTS } from "./experiments.ts";
import { inFolder, unitFiles } from "./run/in_folder.ts";
import { tinyImages, tinyNetwork } from "./tiny_network.ts";

/** Everything but when and where it was put together. */
function found(
  { data: { provenance: { date: _, ...origin }, ...data } }: Evaluation,
) {
  return { ...data, origin };
}

const PROGRAM = fileURLToPath(new URL("experiments.ts", import.meta.url));

for (const [name, [units, experiment]] of Object.entries(EXPERIMENTS)) {
  Deno.test(`${name} is aborted, goes on with what is left, and says the same`, () =>
    inFolder(async (folder) => {
      const whole = await experiment({});
      const controller = new AbortController();
      const told: number[][] = [];
      await assertRejects(
        () =>
          experiment({
            folder,
            signal: controller.signal,
            onProgress: (done, total) => {
              told.push([done, total]);
              if (done === 3) controller.abort(new Error("enough"));
            },
          }),
        Error,
        "enough",
      );
      assertEquals(told, [1, 2, 3].map((done) => [done, units]));
      assertEquals(unitFiles(folder).length, 3);
      told.length = 0;
      const onProgress = (...counts: number[]) => void told.push(counts);
      const resumed = await experiment({ folder, onProgress });
      assertEquals(told.length, units - 3);
      assertEquals(found(resumed), found(whole));
      assertEquals(resumed.toCsv(), whole.toCsv());
      told.length = 0;
      const again = await experiment({ folder, onProgress });
      assertEquals([told, found(again)], [[], found(whole)]);
    }));

  Deno.test(`the shards of ${name} are joined to what one process says`, () =>
    inFolder(async (parent) => {
      const folders = [1, 2, 3].map((index) => `${parent}/${index}`);
      for (const [i, folder] of folders.entries()) {
        const shard = { index: i + 1, count: 3 };
        const part = await experiment({ folder, shard });
        assert(part.data.missing.length >= units - Math.ceil(units / 3));
        assert(String(part).includes("not finished"));
        await (part as unknown as Record<symbol, () => Promise<unknown>>)[
          Symbol.for("Jupyter.display")
        ]!();
      }
      const [merged, ...others] = await mergeResults(folders, `${parent}/all`);
      assertEquals(others, []);
      const whole = await experiment({});
      assertEquals(found(merged!.evaluation), found(whole));
      assertEquals(await Deno.readTextFile(merged!.csv), whole.toCsv());
      const record = await Deno.readTextFile(merged!.json);
      assertEquals(found(Evaluation.from(record)), found(whole));
    }));

  Deno.test(`${name} has a figure and a text, of its record alone`, async () => {
    const { data } = await experiment({});
    const result = Evaluation.from(JSON.stringify(data));
    assert(String(result.figure()).length > 0);
    assert(result.text.length > 1);
    assert(data.values.every((value) => value !== null));
    for (const measure of data.measures) {
      assert(Number.isFinite(result.interval("FullGrad", measure.name).mean));
    }
    const { n } = result.paired("FullGrad", "Gradient");
    assert(n >= 2);
  });

  Deno.test(`${name} has what is held against its measures, and how many images, beside each number`, async () => {
    const { data } = await experiment({});
    const result = new Evaluation(data);
    const text = result.text.join("\n");
    assert(data.limits.length > 0);
    const judging = data.measures.filter(({ better }) => better);
    const drawn = judging.length > 0 ? judging : data.measures;
    for (const measure of drawn) {
      const { source, limit, limits } = MEASURE_LIMITS[measure.name]!;
      assert(source.length > 0 && limit.length > 0 && limits.length > 0);
      for (const each of limits) {
        assert(data.limits.includes(each), `${measure.name}: ${each}`);
      }
      const figure = String(result.figure(measure.name));
      assert(figure.includes(measure.note!), figure);
      if (measure.better) {
        assert(measure.note!.includes(limit), measure.note);
        const [author] = source.split(/ et al| & | \d/);
        assert(result.citations().includes(`${author},`), source);
      }
      assert(/n = \d+ (image|run)s/.test(figure), figure);
      for (const { name: method } of data.methods) {
        assert(result.interval(method, measure.name).n >= 2);
      }
    }
    for (const limit of data.limits) assert(text.includes(limit), limit);
    assert(/n = \d+/.test(text));
    assert(String(result.pairedFigure("FullGrad")).includes("n = "));
    for (const { n } of result.pairedWith("FullGrad")) assert(n >= 2);
  });

  Deno.test(`${name} of one image, or one run, has no interval, and says so`, async () => {
    const result = await experiment({}, 1);
    for (const { name: measure, better } of result.data.measures) {
      for (const { name: method } of result.data.methods) {
        for (const { n, low, high } of result.intervals(method, measure)) {
          assert(n < 2, measure);
          assertEquals([low, high], [NaN, NaN], measure);
        }
      }
      // A consistency of one image there is not, nor a figure of it.
      if (better && result.data.values.some((value) => value !== null)) {
        const figure = String(result.figure(measure));
        assert(figure.includes("no interval"), figure);
      }
    }
  });

  exhaustiveTest({
    name: `${name}, killed, goes on to the same bytes`,
    fn: () =>
      inFolder(async (parent) => {
        const folder = `${parent}/results`;
        await Deno.mkdir(folder);
        const { signal } = await new Deno.Command(Deno.execPath(), {
          args: ["run", "-A", "--no-check", PROGRAM, name, folder],
          stdout: "null",
          stderr: "null",
        }).output();
        assertEquals(signal, "SIGKILL");
        assertEquals(unitFiles(folder).length, 2);
        const resumed = await experiment({ folder });
        assertEquals(resumed.toCsv(), (await experiment({})).toCsv());
        assertEquals(resumed.data.missing, []);
      }),
  });
}

Deno.test("the table has every experiment that is exported", async () => {
  const module = await import("../../lib/evaluation/mod.ts");
  const folder = new URL("../../lib/evaluation/", import.meta.url);
  const found: string[] = [];
  for await (const path of sources(folder)) {
    const text = await Deno.readTextFile(path);
    const pattern =
      /export async function (\w+)[^{]*?\): Promise<Evaluation> \{/g;
    for (const [, name] of text.matchAll(pattern)) {
      if (name! in module && name !== "runExperiment") found.push(name!);
    }
  }
  assertEquals(found.sort(), Object.keys(EXPERIMENTS).sort());
});

/** The modules in a folder, however deep. */
async function* sources(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else yield new URL(name, folder);
  }
}

Deno.test("known limits are in the docs of every experiment", async () => {
  const folder = new URL("../../lib/evaluation/", import.meta.url);
  for await (const path of sources(folder)) {
    const text = await Deno.readTextFile(path);
    for (const name of Object.keys(EXPERIMENTS)) {
      const at = text.indexOf(`export async function ${name}(`);
      if (at < 0) continue;
      const doc = text.slice(text.lastIndexOf("/**", at), at);
      assert(/limits/i.test(doc), name);
    }
  }
});

Deno.test("experiments on the same images share the maps of the network as it is", () =>
  inFolder(async (parent) => {
    const [model, images] = [tinyNetwork(), tinyImages(2)];
    const composites = {
      images,
      labels: [[0, 1], [2, 3]] as const,
      regions: Uint8Array.from({ length: 4 * 256 }, (_, at) => at % 3 % 2),
    };
    let maps = 0;
    const counted = {
      run: (...call: Parameters<typeof inputGradient>) => {
        maps++;
        return inputGradient(...call);
      },
      name: "counted",
      options: {},
    };
    const options = {
      methods: { counted },
      controls: {},
      mapFolder: `${parent}/maps`,
    };
    const calls = async (run: () => Promise<unknown>) => {
      maps = 0;
      await run();
      return maps;
    };
    const all = { ...options, steps: ["logits"] };
    // What the method is, the original, and one step.
    assertEquals(
      await calls(() => cascadingRandomization(model, images, all)),
      3,
    );
    assertEquals(
      await calls(() => independentRandomization(model, images, all)),
      2,
    );
    assertEquals(await calls(() => efficientMprt(model, images, options)), 2);
    assertEquals(await calls(() => randomLogit(model, images, options)), 2);
    assertEquals(
      await calls(() => classSensitivity(model, composites, options)),
      3,
    );
    assertEquals(await calls(() => nullPlayer(model, composites, options)), 1);
  }));
