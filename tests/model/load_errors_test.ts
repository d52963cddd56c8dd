/** Files that are not what they should be: a clear error, and nothing leaks. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { loadModel, UnsupportedLayerError } from "../../lib/model/mod.ts";
import { convBnNet } from "../aggregation/networks/mod.ts";
import {
  type ModelFile,
  type SavedModel,
  savedModel,
  withFolder,
  writeModel,
} from "./saved_model.ts";

await startBackend("fullgrad-wasm");

const saved = await savedModel(convBnNet());

type Kind = new (...args: never[]) => Error;

async function assertFails(
  source: string | URL,
  kind: Kind,
  message: string,
): Promise<void> {
  const before = tf.memory();
  const error = await assertRejects(
    () => loadModel(source),
    kind as new () => Error,
    message,
  );
  assertEquals(error.message.includes("\n"), false, "more than one line");
  const after = tf.memory();
  assertEquals(after.numTensors, before.numTensors, "tensors are left behind");
  assertEquals(after.numBytes, before.numBytes, "bytes are left behind");
}

Deno.test("a file that is not there is named", async () => {
  for (const source of ["no/such/model.json", "shapes_vgg99", "toString"]) {
    await assertFails(
      source,
      Deno.errors.NotFound,
      "as there is no such file",
    );
  }
  await assertFails(
    new URL("file:///no/such/model.json"),
    Deno.errors.NotFound,
    'Cannot load the model "/no/such/model.json" as there is no such file',
  );
});

Deno.test("a folder without a model is said to hold none", () =>
  withFolder((folder) =>
    assertFails(
      folder,
      Deno.errors.NotFound,
      "must hold a model.json, or one file of .onnx",
    )
  ));

/** Texts of a `model.json` that are none. */
const TEXTS: Readonly<Record<string, readonly [text: string, says: string]>> = {
  "an empty file": ["", "must be JSON"],
  "a file that is cut off": [
    JSON.stringify(saved.json).slice(0, -9),
    "must be JSON",
  ],
  "a page": ["<!DOCTYPE html>\n<html>\n", "must be JSON"],
  "bytes": ["\x00\x01\xff", "must be JSON"],
  "a list": ["[]", "must hold a JSON object"],
  "null": ["null", "must be JSON"],
  "a number": ["7", "must be JSON"],
  "an object without anything": ["{}", 'must have a "modelTopology"'],
  "a graph model without nodes": [
    JSON.stringify({ ...saved.json, format: "graph-model" }),
    'a graph model must have a list "node" in its modelTopology',
  ],
  "a model without a manifest": [
    JSON.stringify({ modelTopology: saved.json.modelTopology }),
    'must have a "weightsManifest" list',
  ],
  "a topology that is none": [
    JSON.stringify({ ...saved.json, modelTopology: [] }),
    'must have a "modelTopology"',
  ],
  "groups that are none": [
    JSON.stringify({ ...saved.json, weightsManifest: [null] }),
    'must have "paths" and "weights"',
  ],
  "paths that are none": [
    JSON.stringify({
      ...saved.json,
      weightsManifest: [{ paths: [7], weights: [] }],
    }),
    'must have "paths" and "weights"',
  ],
};

for (const [name, [text, says]] of Object.entries(TEXTS)) {
  Deno.test(`${name} is not a model`, () =>
    withFolder(async (folder) => {
      const path = join(folder, "model.json");
      await Deno.writeTextFile(path, text);
      await assertFails(path, SyntaxError, says);
    }));
}

type Spec = ModelFile["weightsManifest"][0]["weights"][0];

function firstSpec({ json }: SavedModel): Record<keyof Spec, unknown> & {
  quantization?: unknown;
} {
  return json.weightsManifest[0]!.weights[0]!;
}

function layers({ json }: SavedModel): Record<string, unknown>[] {
  const { config } = json.modelTopology as {
    config: { layers: Record<string, unknown>[] };
  };
  return config.layers;
}

function configOf(model: SavedModel, name: string): Record<string, unknown> {
  return layers(model)
    .map(({ config }) => config as Record<string, unknown>)
    .find((config) => config["name"] === name)!;
}

const size = saved.files["weights.bin"]!.length;

/** Ways to break a model that loads. */
const BREAKS: Readonly<
  Record<
    string,
    readonly [
      change: (model: SavedModel) => void,
      says: string,
      kind?: Kind,
    ]
  >
> = {
  "a weight file that is not there": [
    ({ json }) => json.weightsManifest[0]!.paths = ["gone.bin"],
    'gone.bin" as there is no such file',
    Deno.errors.NotFound,
  ],
  "weights that are cut off": [
    ({ files }) => files["weights.bin"] = files["weights.bin"]!.slice(0, -4),
    `must hold ${size} bytes: current size is ${size - 4}`,
  ],
  "weights that are too long": [
    ({ files }) => files["weights.bin"] = new Uint8Array(size + 1),
    `must hold ${size} bytes: current size is more`,
  ],
  "an empty weight file": [
    ({ files }) => files["weights.bin"] = new Uint8Array(),
    `must hold ${size} bytes: current size is 0`,
  ],
  "no weight file": [
    ({ json }) => json.weightsManifest[0]!.paths = [],
    `must hold ${size} bytes: current size is 0`,
  ],
  "no weight at all": [
    ({ json, files }) => {
      json.weightsManifest = [];
      files["weights.bin"] = new Uint8Array();
    },
    'the layer "conv1" (Conv2D) must have a weight "kernel": the file has none',
  ],
  "a weight without a shape": [
    (model) => delete (firstSpec(model) as Partial<Spec>).shape,
    "its shape must be a list of sizes",
  ],
  "a shape that is turned, with the right number": [
    (model) => (firstSpec(model).shape as number[]).reverse(),
    "does not describe one",
  ],
  "a shape with a wrong number": [
    (model) => (firstSpec(model).shape as number[])[0]! += 1,
    "must hold",
  ],
  "a shape below 0": [
    (model) => firstSpec(model).shape = [-3, -3, 3, 5],
    "its shape must be a list of sizes: current value is [-3, -3, 3, 5]",
  ],
  "a shape of a fraction": [
    (model) => firstSpec(model).shape = [1.5, 2, 3, 15],
    "its shape must be a list of sizes",
  ],
  "a shape beyond all memory": [
    (model) => firstSpec(model).shape = [2 ** 40, 2 ** 12, 1, 1],
    "must have at most 2147483648 bytes (byteLimit)",
    RangeError,
  ],
  "a shape beyond all numbers": [
    (model) => firstSpec(model).shape = Array(400).fill(2 ** 50),
    "current size is Infinity",
    RangeError,
  ],
  "a shape that hides behind a 0": [
    (model) => firstSpec(model).shape = [0, 2 ** 40],
    "must hold",
  ],
  "a shape that is no list": [
    (model) => firstSpec(model).shape = "3,3,3,5",
    "its shape must be a list of sizes",
  ],
  "a shape of words": [
    (model) => firstSpec(model).shape = ["3", "3", "3", "5"],
    "its shape must be a list of sizes",
  ],
  "a type that is none": [
    (model) => firstSpec(model).dtype = "float128",
    'its type must be one of float32, int32, float16, uint16, bool, uint8, uint32, int64: current value is "float128"',
  ],
  "a type from JavaScript": [
    (model) => firstSpec(model).dtype = "constructor",
    "its type must be one of float32",
  ],
  "no type": [
    (model) => delete (firstSpec(model) as Partial<Spec>).dtype,
    "its type must be one of float32",
  ],
  "a type of the same size": [
    (model) => firstSpec(model).dtype = "int32",
    "does not describe one",
  ],
  "a quantization without a scale": [
    (model) => {
      const { shape } = firstSpec(model) as Spec;
      const count = shape.reduce((a, b) => a * b);
      firstSpec(model).quantization = { dtype: "uint8" };
      model.files["weights.bin"] = new Uint8Array(size - 3 * count);
    },
    "its quantization must have a dtype, scale and min",
  ],
  "a weight that is null": [
    ({ json }) => json.weightsManifest[0]!.weights[0] = null as never,
    "each must have a name: current value is null",
  ],
  "a weight without a name": [
    (model) => delete (firstSpec(model) as Partial<Spec>).name,
    "each must have a name",
  ],
  "a weight of no layer": [
    (model) => firstSpec(model).name = "nobody/kernel",
    "nobody/kernel",
  ],
  "a weight that comes twice": [
    ({ json }) => {
      const { weights } = json.weightsManifest[0]!;
      weights[1]!.name = weights[0]!.name;
    },
    "does not describe one",
  ],
  "a weight that is missing": [
    ({ json, files }) => {
      const { shape } = json.weightsManifest[0]!.weights.pop()!;
      const bytes = 4 * shape.reduce((a, b) => a * b);
      files["weights.bin"] = new Uint8Array(size - bytes);
    },
    'the layer "bn2" (BatchNormalization) must have a weight "moving_variance"',
  ],
  "a layer that denies its bias": [
    (model) => configOf(model, "conv1")["use_bias"] = false,
    'its configuration has no use for "conv1/bias"',
  ],
  "a batch normalization that denies its factors": [
    (model) => configOf(model, "bn2")["scale"] = false,
    'its configuration has no use for "bn2/gamma"',
  ],
  "a batch normalization that denies its offsets": [
    (model) => configOf(model, "bn2")["center"] = false,
    'its configuration has no use for "bn2/beta"',
  ],
  "a layer of a class that nobody knows": [
    (model) => layers(model)[2]!["class_name"] = "MyOwnReLU",
    'the layer "relu1" (MyOwnReLU): no such layer of Keras can be explained',
    UnsupportedLayerError,
  ],
  "a class from JavaScript": [
    (model) => layers(model)[2]!["class_name"] = "constructor",
    "no such layer of Keras can be explained",
    UnsupportedLayerError,
  ],
  "a layer without a class": [
    (model) => delete layers(model)[2]!["class_name"],
    "does not describe one",
  ],
  "a layer that is null": [
    (model) => layers(model)[2] = null as never,
    "does not describe one",
  ],
  "another number of filters": [
    (model) => configOf(model, "conv1")["filters"] = 6,
    "does not describe one",
  ],
  "filters below 0": [
    (model) => configOf(model, "conv1")["filters"] = -5,
    "does not describe one",
  ],
  "filters beyond all memory": [
    (model) => configOf(model, "conv1")["filters"] = 2 ** 40,
    "does not describe one",
  ],
  "a kernel of another size": [
    (model) => configOf(model, "conv1")["kernel_size"] = [5, 1],
    "does not describe one",
  ],
  "an activation that is none": [
    (model) => configOf(model, "conv3")["activation"] = "wobble",
    'current value is "wobble"',
    UnsupportedLayerError,
  ],
  "a model without layers": [
    ({ json }) =>
      (json.modelTopology as { config: { layers: unknown } }).config.layers =
        [],
    "does not describe one",
  ],
  "a topology without a class": [
    ({ json }) =>
      delete (json.modelTopology as Record<string, unknown>)["class_name"],
    "does not describe one",
  ],
  "as many names as there are no classes": [
    ({ json }) => json.userDefinedMetadata = { classNames: ["a", "b"] },
    "Cannot name the classes as there must be 4 names, one for each output: current number is 2",
    RangeError,
  ],
  "an entry that no layer of Keras has": [
    (model) => Object.assign(layers(model)[2]!["config"]!, { wobble: 0.5 }),
    'its entry "wobble" is not known here and might change what it gives: current value is 0.5',
    UnsupportedLayerError,
  ],
};

for (
  const [name, [change, says, kind = SyntaxError]] of Object.entries(BREAKS)
) {
  Deno.test(`${name} is refused, and nothing leaks`, () =>
    withFolder(async (folder) => {
      const model = structuredClone(saved);
      change(model);
      await assertFails(await writeModel(model, folder), kind, says);
    }));
}

Deno.test("a call of a layer that Keras 3 could not have written is refused", async () => {
  const url = new URL("keras3/functional.json", import.meta.url);
  const { model: json, weights } = JSON.parse(await Deno.readTextFile(url));
  const files = {
    "group1-shard1of1.bin": Uint8Array.from(
      atob(weights),
      (c) => c.charCodeAt(0),
    ),
  };
  const wrong: readonly ((call: Record<string, unknown>) => void)[] = [
    (call) => call["args"] = [{ class_name: "__keras_tensor__" }],
    (call) => call["args"] = [{ class_name: "__keras_tensor__", config: {} }],
    (call) => call["args"] = [],
    (call) => call["args"] = null,
    (call) =>
      call["args"] = [{
        class_name: "__keras_tensor__",
        config: { keras_history: ["nobody", 0, 0] },
      }],
    (call) =>
      call["args"] = [{
        class_name: "__keras_tensor__",
        config: { keras_history: ["image", 5, 0] },
      }],
  ];
  for (const change of wrong) {
    await withFolder(async (folder) => {
      const model = structuredClone({ json, files });
      const { layers } = model.json.modelTopology.model_config.config;
      change(layers[2].inbound_nodes[0]);
      await assertFails(
        await writeModel(model, folder),
        SyntaxError,
        "does not describe one",
      );
    });
  }
});

Deno.test("a model of no image is refused once it is loaded, and nothing leaks", async () => {
  const text = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 4 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });
  const files = await savedModel(text);
  text.dispose();
  await withFolder(async (folder) => {
    await assertFails(
      await writeModel(files, folder),
      TypeError,
      "its input must be images [N, H, W, C], [N, C, H, W] or, of one channel, [N, H, W]: current shape is [any, 4]",
    );
  });
});

Deno.test("an output that the model does not have is refused, and nothing leaks", () =>
  withFolder(async (folder) => {
    const path = await writeModel(saved, folder);
    const before = tf.memory().numTensors;
    for (const output of [1, -1, 0.5, "softmax"]) {
      await assertRejects(
        () => loadModel(path, { output }),
        RangeError,
        `Cannot explain the output ${
          JSON.stringify(output)
        } as it must be one of 0 (logits)`,
      );
    }
    assertEquals(tf.memory().numTensors, before);
    assert(before > 0);
  }));
