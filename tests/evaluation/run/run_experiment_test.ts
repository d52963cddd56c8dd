import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type ExperimentUnit,
  parseShard,
  runExperiment,
} from "../../../lib/evaluation/run/mod.ts";
import { inFolder, unitFiles } from "./in_folder.ts";
import { roots } from "./roots.ts";

const values = async (count: number) =>
  (await runExperiment(roots(count))).data.values;

Deno.test("without a folder every unit is computed once, in order", async () => {
  const computed: number[] = [];
  const { data } = await runExperiment(
    roots(3, (number) => void computed.push(number)),
  );
  assertEquals(computed, [0, 1, 2]);
  // −0 of the record is 0, as JSON has it.
  assertEquals(data.values, [0, 0, 1, -1, Math.SQRT2, -Math.SQRT2]);
  assertEquals([data.missing, data.notes], [[], []]);
  assertEquals(JSON.parse(JSON.stringify(data)), data);
});

Deno.test("the shards of a folder compute every unit once, in any order", async () => {
  for (const count of [1, 2, 3, 7, 20]) {
    await inFolder(async (folder) => {
      const computed: number[] = [];
      const job = roots(10, (number) => void computed.push(number));
      for (let index = count; index >= 1; index--) {
        const { data } = await runExperiment(job, {
          folder,
          shard: { index, count },
        });
        assertEquals(data.missing.length, 10 - computed.length);
      }
      assertEquals(computed.toSorted((a, b) => a - b), [...Array(10).keys()]);
      const joined = await runExperiment(job, { folder });
      assertEquals(computed.length, 10);
      assertEquals(joined.data.values, await values(10));
    });
  }
});

Deno.test("a shard alone in its folder keeps to its part, one that shares it takes what is open", () =>
  inFolder(async (parent) => {
    const shard = (index: number) => ({ index, count: 3 });
    const computed: number[] = [];
    const job = roots(9, (number) => void computed.push(number));
    for (const index of [1, 2]) {
      const folder = `${parent}/${index}`;
      await runExperiment(job, { folder, shard: shard(index) });
    }
    assertEquals(computed, [0, 3, 6, 1, 4, 7]);
    // The third shard has not started: the second takes its units over.
    await runExperiment(job, { folder: `${parent}/1`, shard: shard(2) });
    assertEquals(computed.slice(6), [1, 4, 7, 2, 5, 8]);
    await runExperiment(job, { shard: shard(3) });
    assertEquals(computed.slice(12), [2, 5, 8]);
  }));

Deno.test("other settings, labels or keys are other units; more units go on", () =>
  inFolder(async (folder) => {
    const computed: number[] = [];
    const note = (number: number) => void computed.push(number);
    await runExperiment(roots(2, note), { folder });
    await runExperiment(roots(4, note), { folder });
    assertEquals(computed, [0, 1, 2, 3]);
    await runExperiment(roots(2, note, { version: 2 }), { folder });
    assertEquals(computed, [0, 1, 2, 3, 0, 1]);
    const job = roots(2, note);
    const units = job.units.map((unit) => ({ ...unit, key: "other" }));
    await runExperiment({ ...job, units }, { folder });
    assertEquals(computed.length, 8);
  }));

Deno.test("what no key tells from others is computed anew, and that is said", () =>
  inFolder(async (folder) => {
    const computed: number[] = [];
    const job = roots(3, (number) => void computed.push(number));
    const units: ExperimentUnit[] = job.units.map((unit) => ({
      ...unit,
      block: { ...unit.block, methods: [0, 1] },
      key: undefined,
    }));
    for (let run = 0; run < 2; run++) {
      const { data } = await runExperiment({ ...job, units }, { folder });
      assert(data.notes.join().includes("Results of root are not kept"));
      assertEquals(data.values, await values(3));
    }
    assertEquals(computed.length, 6);
    assertEquals(unitFiles(folder), []);
    await assertRejects(
      () =>
        runExperiment({ ...job, units }, {
          folder,
          shard: { index: 1, count: 2 },
        }),
      TypeError,
      "{ run, name, options }",
    );
    const unkept = await runExperiment({ ...job, units });
    assertEquals(unkept.data.notes, []);
  }));

Deno.test("two units with the same labels are refused", async () => {
  const job = roots(2);
  const [unit] = job.units;
  await assertRejects(
    () => runExperiment({ ...job, units: [unit!, { ...unit!, key: "b" }] }),
    RangeError,
    "labels of its own",
  );
});

Deno.test("a damaged unit is computed again, and said", () =>
  inFolder(async (folder) => {
    const fresh = await runExperiment(roots(3), { folder });
    const path = `${folder}/${unitFiles(folder)[1]}`;
    const text = await Deno.readTextFile(path);
    const result = JSON.parse(text).result;
    const changes = [
      text.replace('"values":[1', '"values":[9'),
      text.replace("unit 2", "unit 1"),
      "",
      "null",
      text.slice(0, -9),
      // Whole files of another form, each with the checksum that is due.
      ...await Promise.all([
        { ...result, values: [1] },
        { ...result, values: [1, "1"] },
        { ...result, values: { length: 2 } },
        { ...result, maps: ["AAAA"] },
        { ...result, notes: [1] },
      ].map(async (other) => text.replace(/"sha256".*/, await signed(other)))),
    ];
    for (const changed of changes) {
      assert(changed !== text);
      await Deno.writeTextFile(path, changed);
      const computed: number[] = [];
      const again = await runExperiment(
        roots(3, (number) => void computed.push(number)),
        { folder },
      );
      assertEquals(computed, [1], changed);
      assertEquals(again.data.values, fresh.data.values);
      assertEquals(again.data.notes.length, 1);
      assertEquals(await Deno.readTextFile(path), text);
    }
  }));

async function signed(result: unknown): Promise<string> {
  const text = JSON.stringify(result);
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(text),
  );
  return `"sha256":"${new Uint8Array(digest).toHex()}","result":${text}}\n`;
}

Deno.test("an abort keeps what is finished, and progress counts what is left", () =>
  inFolder(async (folder) => {
    const controller = new AbortController();
    const seen: string[] = [];
    await assertRejects(
      () =>
        runExperiment(roots(5), {
          folder,
          signal: controller.signal,
          onProgress: (done, total) => {
            seen.push(`${done}/${total}`);
            if (done === 2) controller.abort(new Error("enough"));
          },
        }),
      Error,
      "enough",
    );
    await runExperiment(roots(5), {
      folder,
      onProgress: (done, total) => void seen.push(`${done}/${total}`),
    });
    assertEquals(seen, ["1/5", "2/5", "1/3", "2/3", "3/3"]);
  }));

Deno.test("two runs at once share the units, and each waits for the other's", () =>
  inFolder(async (folder) => {
    const computed: number[] = [];
    // None ends before both have begun one, so that both are asked for six.
    const both = Promise.withResolvers<void>();
    const limit = setTimeout(
      () => both.reject(new Error("only one computes")),
      120_000,
    );
    const job = roots(6, async (number) => {
      computed.push(number);
      if (computed.length === 2) both.resolve();
      await both.promise;
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    const seen: string[] = [];
    const onProgress = (done: number, total: number) =>
      void seen.push(`${done}/${total}`);
    const [one, two] = await Promise.all([
      runExperiment(job, { folder, onProgress }),
      runExperiment(job, { folder }),
    ]);
    clearTimeout(limit);
    assertEquals(computed.toSorted((a, b) => a - b), [...Array(6).keys()]);
    for (const { data } of [one, two]) {
      assertEquals(data.values, await values(6));
      assertEquals([data.missing, data.notes], [[], []]);
    }
    assertEquals(seen, ["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
  }));

Deno.test("a unit that throws loses none of those before it, and leaves no lease", () =>
  inFolder(async (folder) => {
    const failing = roots(4, (number) => {
      if (number === 2) throw new Error("diverged");
    });
    await assertRejects(
      () => runExperiment(failing, { folder }),
      Error,
      "diverged",
    );
    assertEquals(unitFiles(folder).length, 2);
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => !name.endsWith(".json"));
    assertEquals(left, []);
  }));

Deno.test("a result that does not fill its block with numbers is refused", async () => {
  const job = roots(1);
  const wrong = [
    { values: [] },
    { values: [1] },
    { values: [1, NaN] },
    { values: [1, Infinity] },
    { values: [1, 2, 3] },
    { values: [1, 2], maps: [""] },
  ];
  for (const result of wrong) {
    await assertRejects(
      () => runExperiment({ ...job, compute: () => Promise.resolve(result) }),
      TypeError,
      "must have 2 finite numbers or nulls",
    );
  }
});

Deno.test("a folder of an earlier version is refused with a word", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/roots-0123456789ab.job.json`,
      `{"format":"fullgrad job 1","name":"Roots","units":[]}\n`,
    );
    await assertRejects(
      () => runExperiment(roots(2), { folder }),
      RangeError,
      "roots-0123456789ab.job.json is of an earlier one",
    );
  }));

Deno.test("parseShard reads i/n and refuses the rest", async () => {
  assertEquals(parseShard("3/8"), { index: 3, count: 8 });
  for (const text of ["0/8", "9/8", "1", "a/b", "1/2/3", "-1/2", "1.5/2", ""]) {
    assertThrows(() => parseShard(text), RangeError, "i");
  }
  await assertRejects(
    () => runExperiment(roots(1), { shard: { index: 0, count: 1 } }),
    RangeError,
    "1 ≤ i ≤ n",
  );
});

Deno.test("file names say what a unit is", () =>
  inFolder(async (folder) => {
    await runExperiment(roots(2), { folder });
    assert(/^0-[0-9a-f]{24}\.json$/.test(unitFiles(folder)[0]!));
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert(files.some((name) => /^roots-more-.*\.job\.json$/.test(name)));
    assertEquals(files.length, 3);
  }));

Deno.test("what is no experiment, and options that are none, are refused", async () => {
  const { frame, ...frameless } = roots(1);
  const { compute: _, ...idle } = roots(1);
  const experiments = [
    null,
    3,
    [],
    new Map(),
    {},
    frameless,
    idle,
    { ...roots(1), frame: [frame] },
    { ...roots(1), units: {} },
  ] as never[];
  for (const experiment of experiments) {
    await assertRejects(
      () => runExperiment(experiment),
      TypeError,
      "experiment must be an object with frame",
    );
  }
  for (const options of [null, 3, [], "results", new Map()] as never[]) {
    await assertRejects(
      () => runExperiment(roots(1), options),
      TypeError,
      "options must be an object",
    );
  }
  await assertRejects(
    () => runExperiment(roots(1), { foldr: "results" } as never),
    TypeError,
    'no option "foldr": did you mean "folder"?',
  );
});

Deno.test("notes that differ in their brackets alone are one", async () => {
  const job = roots(3);
  const { data } = await runExperiment({
    ...job,
    compute: async (unit, context) => ({
      ...await job.compute(unit, context),
      notes: [
        "The same of all (0.5)",
        `Of one in common (${unit.labels.number}: 1)`,
        `Only said of ${unit.labels.number} (a)`,
      ],
    }),
  });
  assertEquals(data.notes, [
    "The same of all (0.5)",
    "Of one in common (0: 1; 1: 1; 2: 1)",
    "Only said of 0 (a)",
    "Only said of 1 (a)",
    "Only said of 2 (a)",
  ]);
});
