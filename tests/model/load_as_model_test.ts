import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { asModel, loadModel } from "../../lib/model/mod.ts";
import { convBnNet } from "../aggregation/networks/mod.ts";

await startBackend("fullgrad-wasm");

Deno.test("asModel wraps a LayersModel and shares its weights", () => {
  const layersModel = convBnNet({ head: "sigmoid" });
  const before = tf.memory().numTensors;
  const model = asModel(layersModel);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(model.name, layersModel.name);
  assertEquals(model.inputShape, [12, 9, 3]);
  assertEquals(model.graph.head, "sigmoid");
  assertEquals(model.classNames, undefined);
  assertEquals(model.preprocessing, undefined);
  assert(model.layersModel === layersModel);
  layersModel.dispose();
});

Deno.test("asModel takes names and preprocessing as options", () => {
  const layersModel = convBnNet();
  const options = {
    name: "mine",
    classNames: ["a", "b", "c", "d"],
    preprocessing: {
      scale: 1,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      channelOrder: "rgb",
    },
  } as const;
  const { name, classNames, preprocessing } = asModel(layersModel, options);
  assertEquals({ name, classNames, preprocessing }, options as never);
  layersModel.dispose();
});

Deno.test("asModel returns a loaded model as it is", async () => {
  const model = await loadModel("shapes_vgg9");
  assert(asModel(model) === model);
  model.dispose();
});

Deno.test("asModel leaves open sides open", () => {
  const { layers } = tf;
  const model = tf.sequential({
    layers: [
      layers.conv2d({
        filters: 2,
        kernelSize: 3,
        inputShape: [null, 20, 1],
      }),
      layers.globalAveragePooling2d({}),
    ],
  });
  assertEquals(asModel(model).inputShape, [null, 20, 1]);
  model.dispose();
});

Deno.test("asModel refuses what is no model", () => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [undefined, "current value is undefined"],
    [null, "must be a loaded model or a tf.LayersModel"],
    ["shapes_vgg9", 'current value is "shapes_vgg9"'],
    [7, "current value is 7"],
    [() => convBnNet(), "current value is a function"],
    [{}, "current value is {}"],
    [[], "current value is []"],
    [
      Promise.resolve(),
      "current value is a promise, which must be awaited",
    ],
    [{ layers: [] }, "must be built and have one input"],
    [tf.sequential(), "must be built and have one input"],
  ];
  for (const [model, message] of wrong) {
    assertThrows(() => asModel(model as never), TypeError, message);
  }
});

Deno.test("asModel refuses names that do not fit the outputs", () => {
  const model = convBnNet({ classes: 3 });
  for (const classNames of [[], ["a", "b"], ["a", "b", "c", "d"]]) {
    assertThrows(
      () => asModel(model, { classNames }),
      RangeError,
      `there must be 3 names, one for each output: current number is ${classNames.length}`,
    );
  }
  model.dispose();
});

Deno.test("asModel refuses inputs that are no images, or several", () => {
  const dense = tf.sequential({
    layers: [tf.layers.dense({ units: 2, inputShape: [5] })],
  });
  assertThrows(
    () => asModel(dense),
    TypeError,
    "its input must be images [N, H, W, C], [N, C, H, W] or, of one channel, [N, H, W]: current shape is [any, 5]",
  );
  const inputs = [
    tf.input({ shape: [4, 4, 3] }),
    tf.input({ shape: [4, 4, 3] }),
  ];
  const two = tf.model({
    inputs,
    outputs: tf.layers.add().apply(inputs) as tf.SymbolicTensor,
  });
  assertThrows(
    () => asModel(two),
    TypeError,
    "one input: current number of inputs is 2",
  );
  [dense, two].forEach((model) => model.dispose());
});
