import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
import { loadModel, type Model } from "../../lib/model/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { outputOf } from "./output_of.ts";
import {
  type SavedModel,
  savedModel,
  withFolder,
  writeModel,
} from "./saved_model.ts";

await startBackend("fullgrad-wasm");

const original = convBnNet();
const saved = await savedModel(original);
const batch = noiseBatch(2);

const prediction = tf.tidy(() =>
  original.predict(tf.tensor(batch.data, [...batch.shape])) as tf.Tensor
);
const expected = (await prediction.data<"float32">()).slice();
prediction.dispose();

/** Fails unless the model is the original; disposes it. */
async function assertOriginal(model: Model, tolerance = 1e-6): Promise<void> {
  const { data } = await outputOf(model, batch);
  assertClose(data, expected, tolerance, "output");
  model.dispose();
}

/** Writes the files, loads them, and checks that no tensor stays. */
async function roundTrip(
  files: SavedModel,
  check: (path: string) => Promise<void>,
): Promise<void> {
  const before = tf.memory().numTensors;
  await withFolder(async (folder) => check(await writeModel(files, folder)));
  assertEquals(tf.memory().numTensors, before, "tensors are left behind");
}

Deno.test("the embedded model loads by its name, with names and preprocessing", async () => {
  const model = await loadModel("shapes_vgg9");
  assertEquals(model.name, "shapes_vgg9");
  assertEquals(model.inputShape, [64, 64, 3]);
  assertEquals(model.classNames?.length, 10);
  assertEquals(model.preprocessing?.mean.length, 3);
  assertEquals(model.graph.head, undefined);
  model.dispose();
});

Deno.test("a model loads from a path, a file URL and its text", () =>
  roundTrip(saved, async (path) => {
    const url = pathToFileURL(path);
    for (const source of [path, relative(Deno.cwd(), path), url, url.href]) {
      await assertOriginal(await loadModel(source));
    }
  }));

Deno.test("a folder's name may hold what URLs give a meaning to", () =>
  withFolder(async (folder) => {
    const odd = join(folder, "100 % #1? ünïcode [x]");
    await Deno.mkdir(odd);
    await assertOriginal(await loadModel(await writeModel(saved, odd)));
  }));

Deno.test("weights may lie in several files and groups", () => {
  const [{ weights }] = saved.json.weightsManifest as [
    SavedModel["json"]["weightsManifest"][0],
  ];
  const bytes = saved.files["weights.bin"]!;
  const first = weights.slice(0, 3);
  const split = 4 *
    first.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const parts = [
    bytes.slice(0, 7), // not even at the border of a number
    bytes.slice(7, split),
    bytes.slice(split, split + 1000),
    bytes.slice(split + 1000),
  ];
  const names = parts.map((_, i) => `part${i}.bin`);
  return roundTrip({
    json: {
      ...saved.json,
      weightsManifest: [
        { paths: names.slice(0, 2), weights: first },
        { paths: names.slice(2), weights: weights.slice(3) },
      ],
    },
    files: Object.fromEntries(names.map((name, i) => [name, parts[i]!])),
  }, async (path) => assertOriginal(await loadModel(path)));
});

Deno.test("the wrapper that Keras puts around a topology is opened", () =>
  roundTrip({
    ...saved,
    json: {
      ...saved.json,
      modelTopology: {
        keras_version: "2.15.0",
        backend: "tensorflow",
        model_config: saved.json.modelTopology,
        training_config: { loss: "mse" },
      },
    },
  }, async (path) => assertOriginal(await loadModel(path))));

/** The weights in another type, with its largest error. */
const QUANTIZED: Readonly<
  Record<
    string,
    (values: Float32Array) => {
      readonly bytes: Uint8Array;
      readonly quantization: object;
    }
  >
> = {
  uint8: (values) => linear(values, 255, (q) => Uint8Array.from(q)),
  uint16: (values) =>
    linear(values, 65535, (q) => new Uint8Array(Uint16Array.from(q).buffer)),
  float16: (values) => ({
    bytes: new Uint8Array(Float16Array.from(values).buffer),
    quantization: { dtype: "float16" },
  }),
};

function linear(
  values: Float32Array,
  levels: 255 | 65535,
  bytesOf: (levels: number[]) => Uint8Array,
) {
  const min = Math.min(...values);
  const scale = (Math.max(...values) - min) / levels || 1;
  const quantized = Array.from(values, (v) => Math.round((v - min) / scale));
  return {
    bytes: bytesOf(quantized),
    quantization: {
      dtype: levels === 255 ? "uint8" : "uint16",
      min,
      scale,
      original_dtype: "float32",
    },
  };
}

for (const [type, quantize] of Object.entries(QUANTIZED)) {
  Deno.test(`weights quantized to ${type} load`, () => {
    const [group] = saved.json.weightsManifest;
    const all = new Float32Array(saved.files["weights.bin"]!.slice().buffer);
    let offset = 0;
    const parts: Uint8Array[] = [];
    const weights = group!.weights.map((spec) => {
      const size = spec.shape.reduce((a, b) => a * b, 1);
      const { bytes, quantization } = quantize(
        all.subarray(offset, offset += size),
      );
      parts.push(bytes);
      return { ...spec, quantization };
    });
    const file = new Uint8Array(parts.flatMap((part) => [...part]));
    return roundTrip({
      json: {
        ...saved.json,
        weightsManifest: [{ paths: ["weights.bin"], weights }],
      },
      files: { "weights.bin": file },
    }, async (path) => {
      // 8 bits of every weight are a few percent of an output.
      await assertOriginal(
        await loadModel(path),
        type === "uint8" ? 0.1 : 0.005,
      );
    });
  });
}

const METADATA = {
  name: "named by the file",
  classNames: ["a", "b", "c", "d"],
  preprocessing: {
    ...{ scale: 2, channelOrder: "rgb" },
    ...{ mean: [0, 0, 0], std: [1, 1, 1] },
  },
};

Deno.test("userDefinedMetadata says names and preprocessing, options say better", () =>
  roundTrip({
    ...saved,
    json: { ...saved.json, userDefinedMetadata: METADATA },
  }, async (path) => {
    const { name, classNames, preprocessing, dispose } = await loadModel(
      path,
    );
    assertEquals({ name, classNames, preprocessing }, METADATA as never);
    dispose();
    const other = await loadModel(path, {
      name: "mine",
      classNames: ["1", "2", "3", "4"],
    });
    assertEquals(other.name, "mine");
    assertEquals(other.classNames, ["1", "2", "3", "4"]);
    assertEquals(other.preprocessing, METADATA.preprocessing as never);
    other.dispose();
  }));

Deno.test("metadata of another kind is not taken", async () => {
  for (
    const userDefinedMetadata of [
      null,
      "text",
      7,
      [],
      { name: 3, classNames: "abcd", preprocessing: "imagenet" },
    ]
  ) {
    await roundTrip(
      { ...saved, json: { ...saved.json, userDefinedMetadata } },
      async (path) => {
        const model = await loadModel(path);
        assertEquals(model.name, original.name);
        assertEquals(model.classNames, undefined);
        assertEquals(model.preprocessing, undefined);
        model.dispose();
      },
    );
  }
});

Deno.test("a loaded model is explained as the original is", () =>
  roundTrip(saved, async (path) => {
    const model = await loadModel(path);
    const own = await fullGrad(model, batch);
    const wanted = await fullGrad(original, batch);
    assertEquals(own.values, wanted.values);
    assertEquals(
      own.terms!.map(({ site }) => site),
      wanted.terms!.map((
        { site },
      ) => site),
    );
    model.dispose();
  }));

Deno.test("models load at the same time, and one that fails takes none with it", () =>
  roundTrip(saved, async (path) => {
    const broken = structuredClone(saved);
    broken.json.weightsManifest[0]!.weights[0]!.name = "nobody/kernel";
    await withFolder(async (folder) => {
      const bad = await writeModel(broken, folder);
      // In every order, since what is at stake is who made which tensor.
      for (const sources of [[path, path], [bad, path], [path, bad, path]]) {
        const results = await Promise.allSettled(
          sources.map((source) => loadModel(source)),
        );
        for (const [i, result] of results.entries()) {
          assertEquals(result.status === "rejected", sources[i] === bad);
          if (result.status === "fulfilled") await assertOriginal(result.value);
        }
      }
    });
  }));

Deno.test("a tensor that others make while a model loads is theirs", () =>
  roundTrip(saved, async (path) => {
    const loading = loadModel(path);
    const others: tf.Tensor[] = [];
    let done = false;
    loading.then(() => done = true);
    while (!done) {
      others.push(tf.scalar(others.length));
      await new Promise((resolve) => setTimeout(resolve));
    }
    assert(others.every((tensor) => !tensor.isDisposed));
    tf.dispose(others);
    await assertOriginal(await loading);
  }));

Deno.test("the same file loaded twice gives two models", () =>
  roundTrip(saved, async (path) => {
    const [one, two] = [await loadModel(path), await loadModel(path)];
    one.dispose();
    const map = await fullGrad(two, batch);
    assertAlmostEquals(map.logits.values[0]!, expected[0]!, 1e-5);
    two.dispose();
  }));
