import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { gradCam, loadModel, startBackend } from "fullgrad";
import { layersOf } from "fullgrad/methods";
import { nearNames } from "../../lib/options/mod.ts";
import { network } from "./networks/mod.ts";

Deno.test("layersOf() lists fused activations and every call of a shared layer", async () => {
  await startBackend("fullgrad-wasm");
  const x = tf.input({ shape: [4, 4, 2] });
  const shared = tf.layers.conv2d({
    filters: 2,
    kernelSize: 1,
    activation: "relu",
    name: "shared",
  });
  const twice = shared.apply(shared.apply(x)) as tf.SymbolicTensor;
  const outputs = tf.layers.flatten({ name: "rows" })
    .apply(twice) as tf.SymbolicTensor;
  const model = tf.model({ inputs: x, outputs });
  const layers = layersOf(model);
  assertEquals(
    layers.map(({ kind }) => kind),
    ["input", "conv2d", "activation", "conv2d", "activation", "reshape"],
  );
  assertEquals(new Set(layers.map(({ name }) => name)).size, 6);
  assertEquals(layers.at(-1), {
    name: "rows",
    kind: "reshape",
    layerClass: "Flatten",
    shape: [null, 32],
  });
  model.dispose();
});

Deno.test("the name of a module of PyTorch is that of its last layer", async () => {
  await startBackend("fullgrad-wasm");
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [6, 6, 3],
        filters: 4,
        kernelSize: 3,
        name: "block.1.conv",
      }),
      tf.layers.reLU({ name: "block.1.relu" }),
      tf.layers.conv2d({ filters: 4, kernelSize: 3, name: "block.10.conv" }),
      tf.layers.globalAveragePooling2d({}),
    ],
  });
  const image = tf.randomNormal([1, 6, 6, 3], 0, 1, "float32", 5);
  for (
    const [layer, last] of [["block.1", "block.1.relu"], [
      "block",
      "block.10.conv",
    ]]
  ) {
    const { settings, values } = await gradCam(model, image, { layer: layer! });
    assertEquals(settings["layer"], last);
    assertEquals(
      values,
      (await gradCam(model, image, { layer: last! })).values,
    );
  }
  const refused: readonly (readonly [layer: string, says: string])[] = [
    ["bloc", "of which near ones are block, block.1, block.10"],
    ["block.2", "of which near ones are block.1, block.10"],
    [
      "encoder",
      "which are block.1.conv_input, block.1.conv, block.1.relu, block.10.conv, ",
    ],
  ];
  for (const [layer, says] of refused) {
    const { message } = await assertRejects(
      () => gradCam(model, image, { layer }),
      RangeError,
      `Cannot find the layer "${layer}" as it must be the name of a layer of the network "`,
    );
    assertStringIncludes(message, says);
  }
  tf.dispose([image]);
  model.dispose();
});

Deno.test("a layer that is not there is told near ones, or the first and the last", async () => {
  await startBackend("fullgrad-wasm");
  const image = new Float32Array(32 * 32 * 3);
  const resnet = await loadModel(
    "tests/model/networks/tiny_resnet/fused.onnx",
  );
  const { message } = await assertRejects(
    () => gradCam(resnet, image, { layer: "encoder.blocks" }),
    RangeError,
  );
  const names = layersOf(resnet).map(({ name }) => name);
  const told = [...names.slice(0, 6), "…", ...names.slice(-6)].join(", ");
  assertStringIncludes(message, `which are ${told}; layersOf(model)`);
  resnet.dispose();
});

Deno.test("layersOf() leaves the model as it is", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const before = tf.memory().numTensors;
  assert(layersOf(model).length > 5);
  assertEquals(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("nearNames() knows slips, parts and other cases", () => {
  const names = ["conv1", "relu1", "conv2", "relu2", "block3/conv", "logits"];
  assertEquals(nearNames("conv3", names).slice(0, 2), ["conv1", "conv2"]);
  assertEquals(nearNames("LOGIT", names)[0], "logits");
  assertEquals(nearNames("block3", names)[0], "block3/conv");
  assertEquals(nearNames("anything", names), []);
  assertEquals(nearNames("anything", []), []);
});
