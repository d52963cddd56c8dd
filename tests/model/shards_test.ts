/** Weights in several files, by the index that says which holds what. */
import { assertEquals, assertRejects } from "@std/assert";
import * as fc from "fast-check";
import * as tf from "@tensorflow/tfjs";
import { safetensors } from "../../data/safetensors.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  loadModel,
  type Model,
  type ModelSource,
} from "../../lib/model/mod.ts";
import { withFolder } from "./saved_model.ts";
import { drawn } from "./state_dict/drawn.ts";
import { savedWeights, type Weight } from "./state_dict/saved_weights.ts";

await startBackend("cpu");

type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

const SHAPES = {
  "one.weight": [4, 12],
  "one.bias": [4],
  "two.weight": [3, 4],
  "two.bias": [3],
};

const WEIGHTS: ReadonlyMap<string, Weight> = new Map(
  Object.entries(SHAPES).map(([name, shape], i) => {
    const size = shape.reduce((size, length) => size * length, 1);
    return [name, { shape, values: drawn(i + 1, size) }];
  }),
);

const NAMES = [...WEIGHTS.keys()];

/** Names of layers that are not the modules', so that their order counts. */
function architecture(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [2, 2, 3] }),
      tf.layers.dense({ units: 4 }),
      tf.layers.dense({ units: 3 }),
    ],
  });
}

/** The files of weights of which each lies in the shard of a number. */
function sharded(
  shardOf: readonly number[],
  ending: "safetensors" | "bin" = "safetensors",
  prefix = "",
): Files {
  const count = Math.max(...shardOf) + 1;
  const stem = ending === "bin" ? "pytorch_model" : "model";
  const pad = (n: number) => `${n}`.padStart(5, "0");
  const file = (shard: number) =>
    `${stem}-${pad(shard + 1)}-of-${pad(count)}.${ending}`;
  const map = Object.fromEntries(
    NAMES.map((name, i) => [prefix + name, file(shardOf[i]!)]).sort(),
  );
  const index = { metadata: { total_size: 1 }, weight_map: map };
  return Object.fromEntries([
    [
      `${stem}.${ending}.index.json`,
      new TextEncoder().encode(JSON.stringify(index)),
    ],
    ...Array.from({ length: count }, (_, shard) => {
      const own = new Map(
        NAMES.filter((_, i) => shardOf[i] === shard)
          .map((name) => [prefix + name, WEIGHTS.get(name)!]),
      );
      return [
        file(shard),
        ending === "bin" ? savedWeights("torch zip", own) : safetensors(own),
      ];
    }),
  ]);
}

async function valuesOf(model: Model): Promise<readonly number[][]> {
  const all: number[][] = [];
  for (const { weights } of model.weightLayers) {
    for (const { variable } of weights) all.push([...await variable.data()]);
  }
  model.dispose();
  return all;
}

/** Loads files from a folder, its index, and a page's list alike. */
async function fromEverywhere(
  files: Files,
  use: (source: ModelSource, where: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(`${folder}/${name}`, bytes);
    }
    const index = Object.keys(files).find((name) => name.endsWith(".json"))!;
    await use(folder, "folder");
    await use(`${folder}/${index}`, "index");
  });
  await use(
    Object.entries(files).map(([name, bytes]) => new File([bytes], name)),
    "page",
  );
}

const whole = async () =>
  await valuesOf(
    await loadModel(savedWeights("safetensors", WEIGHTS), {
      architecture: architecture(),
    }),
  );

Deno.test("however weights are split, they are those of the one file", async () => {
  const expected = await whole();
  const splits = fc.record({
    shardOf: fc.array(fc.nat(2), { minLength: 4, maxLength: 4 })
      .map((numbers) => {
        const used = [...new Set(numbers)].sort();
        return numbers.map((number) => used.indexOf(number));
      })
      // Modules are paired with layers in the order of the shards.
      .filter((shards) =>
        shards.every((s, i) => i === 0 || s >= shards[i - 1]!)
      ),
    ending: fc.constantFrom("safetensors", "bin"),
    prefix: fc.constantFrom("", "module."),
  });
  await fc.assert(
    fc.asyncProperty(splits, async ({ shardOf, ending, prefix }) => {
      await fromEverywhere(
        sharded(shardOf, ending, prefix),
        async (source, where) => {
          const model = await loadModel(source, {
            architecture: architecture(),
          });
          assertEquals(await valuesOf(model), expected, where);
        },
      );
    }),
    { numRuns: 12 },
  );
});

Deno.test("all shards that are missing are named", async () => {
  const { [`model-00001-of-00003.safetensors`]: _, ...others } = sharded([
    ...[0, 0],
    ...[1, 2],
  ]);
  const { [`model-00003-of-00003.safetensors`]: __, ...left } = others;
  await fromEverywhere(left, (source) =>
    assertRejects(
      () => loadModel(source, { architecture: architecture() }),
      SyntaxError,
      "missing are model-00001-of-00003.safetensors, model-00003-of-00003.safetensors",
    ).then(() => {}));
});

Deno.test("a shard without what the index says, and shards without an index, are refused", async () => {
  const files = sharded([0, 0, 1, 1]);
  const [index, first, second] = Object.keys(files) as [string, string, string];
  await fromEverywhere(
    { ...files, [second]: files[first]! },
    (source) =>
      assertRejects(
        () => loadModel(source, { architecture: architecture() }),
        SyntaxError,
        "must hold two.bias, two.weight, as",
      ).then(() => {}),
  );
  const { [index]: _, ...shards } = files;
  await assertRejects(
    () =>
      loadModel(
        Object.entries(shards).map(([name, bytes]) => new File([bytes], name)),
      ),
    RangeError,
    `must hold the index of its weights, model.safetensors.index.json: it holds ${first}, ${second}`,
  );
});

Deno.test("an index names files beside it alone, and all count to the limit", async () => {
  const files = sharded([0, 0, 1, 1]);
  const [index] = Object.keys(files) as [string];
  const text = new TextDecoder().decode(files[index]);
  const outside = new TextEncoder().encode(
    text.replaceAll("model-00001", "../model-00001"),
  );
  await fromEverywhere(
    { ...files, [index]: outside },
    (source) =>
      assertRejects(
        () => loadModel(source),
        SyntaxError,
        "only name files beside",
      )
        .then(() => {}),
  );
  const byteLimit = Object.values(files).at(-1)!.length + 8;
  await fromEverywhere(
    files,
    (source) =>
      assertRejects(
        () => loadModel(source, { byteLimit }),
        RangeError,
        "byteLimit",
      )
        .then(() => {}),
  );
});

Deno.test("weights are called like their index, and what is beside them counts", async () => {
  const files = {
    ...sharded([0, 0, 1, 1]),
    "config.json": new TextEncoder().encode(
      JSON.stringify({ id2label: { 0: "cat", 1: "dog", 2: "owl" } }),
    ),
  };
  await fromEverywhere(files, async (source, where) => {
    const model = await loadModel(source, { architecture: architecture() });
    assertEquals(model.name, "model");
    if (where !== "index") assertEquals(model.classNames?.[2], "owl");
    model.dispose();
  });
});
