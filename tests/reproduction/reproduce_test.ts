/** Claims are reproduced in parts, by several processes, and from their CSVs. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../lib/backend/mod.ts";
import { renderShapes } from "../../lib/data/mod.ts";
import {
  type Evaluation,
  pixelPerturbation,
} from "../../lib/evaluation/mod.ts";
import { toImages } from "../../lib/image/mod.ts";
import { fullGrad, gradCam, inputGradient } from "../../lib/methods/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import {
  type Claim,
  claimPages,
  CLAIMS,
  DataFolder,
  reproduce,
} from "../../lib/reproduction/mod.ts";
import type { Series } from "../../lib/reproduction/claim.ts";
import {
  gatherSeries,
  keepSlice,
  readSeries,
} from "../../lib/reproduction/series_files.ts";
import { SeriesRecord } from "../../lib/reproduction/series_record.ts";

await startBackend();
const model = await loadModel("shapes_vgg9");

/** What our own network says of two of our own pictures. */
async function removedFrom(
  start: number,
  options: Partial<Parameters<typeof pixelPerturbation>[2]> = {},
): Promise<Evaluation> {
  const { rgb } = renderShapes({ seed: 3, start, count: 2 });
  const images = await toImages({ data: rgb, shape: [2, 64, 64, 3] }, model);
  return await pixelPerturbation(model, {
    ...images,
    names: [`shape ${start}`, `shape ${start + 1}`],
  }, {
    methods: { FullGrad: fullGrad, Gradient: inputGradient },
    controls: {},
    fractions: [0.01, 0.1],
    repeats: 1,
    fill: "mean",
    mean: [0, 0, 0],
    ...options,
  });
}

/** A claim of six pictures in three slices; `computed` names those that ran. */
function smallClaim(computed: string[] = []): Claim {
  return {
    name: "small",
    title: "A small claim",
    paper: "Says that it is small.",
    code: "tests/reproduction/reproduce_test.ts",
    protocol: "Our own pictures.",
    limits: ["Anything."],
    series: [{
      name: "shapes",
      about: "our own network",
      needs: [],
      unit: "images",
      whole: 6,
      measures: ["SRG", "least salient first"],
      slices: (_, scale) =>
        Promise.resolve(
          [0, 2, 4].filter((start) => start < scale).map((start) => ({
            name: `images ${start + 1}-${start + 2}`,
            run: (options) => {
              computed.push(`${start}`);
              return removedFrom(start, options);
            },
          })),
        ),
    }],
    finding: (evaluations) => ({
      summary: `${evaluations.get("shapes")!.paired("FullGrad", "Gradient").n}`,
      body: "Nothing.",
      figures: { shapes: evaluations.get("shapes")!.figure() },
    }),
  };
}

async function run(
  claim: Claim,
  folder: string,
  { scale, shard = { index: 1, count: 1 } }: {
    scale?: number;
    shard?: { index: number; count: number };
  } = {},
): Promise<string> {
  const out = join(folder, "out");
  await reproduce([claim], {
    data: new DataFolder(folder),
    out,
    work: join(folder, "work"),
    scale,
    shard,
    signal: new AbortController().signal,
    onSlice: () => {},
  });
  const files = ["shapes.csv", "shapes.json"].map((name) =>
    Deno.readTextFile(join(out, "small", name))
  );
  return (await Promise.all(files)).join("\n");
}

const temporary = () => Deno.makeTempDir({ prefix: "fullgrad reproduce " });

Deno.test("in one process, in parts, in shards and from a CSV the bytes are the same", async () => {
  const whole = await run(smallClaim(), await temporary());
  const inParts = await temporary();
  // A scale is rounded up to whole slices.
  await run(smallClaim(), inParts, { scale: 1 });
  assertEquals(await run(smallClaim(), inParts), whole);
  const inShards = await temporary();
  for (const index of [3, 1]) {
    await run(smallClaim(), inShards, { shard: { index, count: 3 } });
  }
  assertEquals(
    await run(smallClaim(), inShards, { shard: { index: 2, count: 3 } }),
    whole,
  );
  // A fresh clone has the CSV and no work folder.
  const fresh = await temporary();
  await run(smallClaim(), fresh, { scale: 4 });
  await Deno.remove(join(fresh, "work"), { recursive: true });
  const computed: string[] = [];
  assertEquals(await run(smallClaim(computed), fresh), whole);
  assertEquals(computed, ["4"]);
  await run(smallClaim(computed), fresh);
  assertEquals(computed, ["4"]);
});

Deno.test("two files of different moments are what they have in common, and the rest is put in", async () => {
  const folder = await temporary();
  const paths = ["csv", "json"].map((end) =>
    join(folder, "out", "small", `shapes.${end}`)
  );
  const contents = () => Promise.all(paths.map((path) => Deno.readFile(path)));
  await run(smallClaim(), folder, { scale: 4 });
  const before = await contents();
  const whole = await run(smallClaim(), folder);
  const after = await contents();
  for (const stale of [0, 1]) {
    for (const hasWork of [true, false]) {
      const again = await temporary();
      if (hasWork) await Deno.rename(join(folder, "work"), join(again, "work"));
      await Deno.mkdir(join(again, "out", "small"), { recursive: true });
      for (const [i, end] of ["csv", "json"].entries()) {
        await Deno.writeFile(
          join(again, "out", "small", `shapes.${end}`),
          (i === stale ? before : after)[i]!,
        );
      }
      const computed: string[] = [];
      assertEquals(await run(smallClaim(computed), again), whole);
      assertEquals(computed, hasWork ? [] : ["4"]);
      if (hasWork) await Deno.rename(join(again, "work"), join(folder, "work"));
    }
  }
});

Deno.test("of two processes that gather at once, none takes back what the other has written", async () => {
  const folder = await temporary();
  const claim = smallClaim();
  const [series] = claim.series as [Series];
  const folders = {
    out: join(folder, "out"),
    work: join(folder, "work"),
    signal: new AbortController().signal,
  };
  const slices = await series.slices(new DataFolder(folder), 6);
  const order = slices.map(({ name }) => name);
  const { out, work, signal } = folders;
  const options = { folder: `${work}/units`, signal, onProgress: () => {} };
  const records: SeriesRecord[] = [];
  for (const slice of slices.slice(0, 2)) {
    const found = await slice.run(options);
    records.push(SeriesRecord.of(found, slice, series.measures));
  }
  const keep = (i: number) =>
    keepSlice(work, claim, series, order[i]!, records[i]!);
  await keep(0);
  // Between the two files of the first process the second one begins.
  const files = globalThis.process.getBuiltinModule("node:fs/promises");
  const { rename } = files;
  let fast: Promise<readonly string[]> | undefined;
  files.rename = async (from, to) => {
    await rename(from, to);
    if (fast !== undefined || !String(to).endsWith("shapes.csv")) return;
    fast = keep(1).then(() => gatherSeries(folders, claim, series, order));
    await Promise.race([
      fast,
      new Promise((resolve) => setTimeout(resolve, 500)),
    ]);
  };
  try {
    await gatherSeries(folders, claim, series, order);
  } finally {
    files.rename = rename;
  }
  assertEquals(await fast, order.slice(0, 2));
  const written = await readSeries(out, claim, series);
  assertEquals(written!.slices, order.slice(0, 2));
  const left = [...Deno.readDirSync(join(out, claim.name))];
  assertEquals(left.map(({ name }) => name).sort(), [
    "shapes.csv",
    "shapes.json",
  ]);
});

Deno.test("a damaged file is named", async () => {
  const folder = await temporary();
  await run(smallClaim(), folder, { scale: 2 });
  const csv = join(folder, "out", "small", "shapes.csv");
  const good = await Deno.readTextFile(csv);
  const lines = good.trimEnd().split("\r\n");
  for (
    const bad of [
      good.slice(0, good.lastIndexOf(",")),
      ...["x", " ", "0x10", "1e999"].map((cell) =>
        [...lines.slice(0, -1), lines.at(-1)!.replace(/[^,]*$/, cell)].join(
          "\n",
        )
      ),
      // A row that is lost, there twice, or of a method of another file.
      lines.slice(0, -1).join("\n"),
      [...lines, lines.at(-1)!].join("\n"),
      [
        ...lines,
        ...lines.slice(1).filter((line) =>
          line.split(",")[3] === lines[1]!.split(",")[3]
        ).map((line) => line.split(",").with(3, "foreign").join(",")),
      ].join("\n"),
    ]
  ) {
    await Deno.writeTextFile(csv, bad);
    await assertRejects(
      () => run(smallClaim(), folder, { scale: 2 }),
      SyntaxError,
      `Cannot read the series ${JSON.stringify(csv)} as it must be whole`,
    );
  }
  await Deno.remove(csv);
  const slice = join(folder, "work/small/slices/shapes/images%201-2.json");
  await Deno.truncate(slice, 100);
  await assertRejects(
    () => run(smallClaim(), folder, { scale: 2 }),
    SyntaxError,
    `Cannot read the series ${JSON.stringify(slice)} as it must be whole`,
  );
});

Deno.test("what a CSV says is what the run said, in five digits", async () => {
  const evaluation = await removedFrom(0);
  const record = SeriesRecord.of(evaluation, { name: "a" }, ["SRG"]);
  const again = SeriesRecord.parse(record.toCsv(), record.toJson())
    .evaluation();
  assertEquals(
    again.values("FullGrad"),
    evaluation.values("FullGrad", "SRG").map((images) =>
      images.map((value) => Number(value!.toPrecision(5)))
    ),
  );
  assertEquals(again.data.measures.map(({ name }) => name), ["SRG"]);
});

Deno.test("slices of other repeats and points are joined, of other methods refused", async () => {
  const [first, second, other] = [
    await removedFrom(0),
    await removedFrom(0, { fractions: [0.05], seed: 1 }),
    await removedFrom(0, { methods: { FullGrad: gradCam, B: fullGrad } }),
  ].map((evaluation, i) =>
    SeriesRecord.of(evaluation, { name: `${i}`, repeat: i + 1 }, ["SRG"])
  );
  const { data } = SeriesRecord.join([second!, first!], ["0", "1"])
    .evaluation();
  assertEquals(data.axis!.values, [0.01, 0.05, 0.1]);
  assertEquals(data.repeats.count, 2);
  assertEquals(data.provenance.seeds, [0, 1]);
  const filled = data.values.filter((value) => value !== null).length;
  assertEquals(filled, 2 * 2 * 3);
  assertThrows(
    () => SeriesRecord.join([first!, other!], ["0", "2"]),
    RangeError,
    "and the same version: FullGrad is another one",
  );
});

Deno.test("data that are not there are asked for by what they are", async () => {
  const data = new DataFolder(await temporary());
  await assertRejects(
    () => data.check("squeezenet"),
    Error,
    "Cannot reproduce without references/squeezenet10_imagenet in the data folder",
  );
  const folder = await temporary();
  await Deno.mkdir(join(folder, "datasets/cifar10"), { recursive: true });
  await Deno.writeTextFile(join(folder, "datasets/cifar10/test_2000.bin"), "");
  await assertRejects(
    () => new DataFolder(folder).check("cifarTest"),
    RangeError,
    "must have the SHA-256",
  );
});

Deno.test("the pages of docs/reproduction are what deno task reproduce --pages makes of the CSVs", async () => {
  const docs = fileURLToPath(
    new URL("../../docs/reproduction", import.meta.url),
  );
  for (const [name, text] of await claimPages(CLAIMS, docs)) {
    const there = await Deno.readTextFile(join(docs, name));
    // How figures are drawn is the figures' own test.
    if (name.endsWith(".md")) assertEquals(there, text, name);
  }
});
