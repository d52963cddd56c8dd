import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { accuracy, confusion } from "../../../data/shapes_vgg9/confusion.ts";
import { fileHandler } from "../../../data/shapes_vgg9/file_handler.ts";
import { network } from "../../../data/shapes_vgg9/network.ts";
import { PREPROCESSING } from "../../../data/shapes_vgg9/preprocessing.ts";
import { renderShapes, SHAPE_CLASSES } from "../../../lib/data/shapes/mod.ts";
import { exhaustiveTest } from "../../exhaustive.ts";

const FILES = fileHandler(
  new URL("../../../data/shapes_vgg9/", import.meta.url),
);

await tf.setBackend("wasm");

exhaustiveTest({
  name: "shapes_vgg9 classifies 97 % of fresh images",
  fn: async () => {
    const model = await tf.loadLayersModel(FILES);
    // Neither trained on (seed 1) nor part of the recorded accuracy (seed 2).
    const table = await confusion(model, 3, 500);
    assert(accuracy(table) >= 0.97, `accuracy ${accuracy(table)}`);
    model.dispose();
  },
});

Deno.test("shapes_vgg9 takes normalized images and gives logits", async () => {
  const model = await tf.loadLayersModel(FILES);
  assertEquals(model.inputs[0]!.shape, [null, 64, 64, 3]);
  assertEquals(model.outputs[0]!.shape, [null, SHAPE_CLASSES.length]);
  assertEquals(model.layers.at(-1)!.getConfig()["activation"], "linear");
  model.dispose();
});

Deno.test("shapes_vgg9 has the layers that its script makes", async () => {
  const [model, made] = [await tf.loadLayersModel(FILES), network(1)];
  const layersOf = ({ layers }: tf.LayersModel) =>
    layers.map((layer) => ({
      name: layer.name,
      kind: layer.getClassName(),
      shape: layer.outputShape,
      weights: layer.getWeights().map(({ shape }) => shape),
      epsilon: layer.getConfig()["epsilon"],
    }));
  assertEquals(layersOf(model), layersOf(made));
  model.dispose();
  made.dispose();
});

Deno.test("shapes_vgg9 has biases that count", async () => {
  const model = await tf.loadLayersModel(FILES);
  for (const layer of model.layers) {
    if (!/^(conv|bn|logits)/.test(layer.name)) continue;
    const values = await layer.getWeights()[1]!.data();
    assert(values.some((value) => Math.abs(value) > 1e-3), layer.name);
  }
  model.dispose();
});

Deno.test("shapes_vgg9 records its classes and preprocessing", async () => {
  const { userDefinedMetadata } = await FILES.load();
  const metadata = userDefinedMetadata as Record<string, unknown>;
  assertEquals(metadata["name"], "shapes_vgg9");
  assertEquals(metadata["classNames"], [...SHAPE_CLASSES]);
  assertEquals(metadata["preprocessing"], {
    ...PREPROCESSING,
    mean: [...PREPROCESSING.mean],
    std: [...PREPROCESSING.std],
  });
  assert(metadata["accuracy"] as number >= 0.97);
});

Deno.test("shapes_vgg9's preprocessing is that of its training images", () => {
  const { scale, mean, std } = PREPROCESSING;
  const { rgb } = renderShapes({ seed: 1, count: 500 });
  for (let c = 0; c < 3; c++) {
    const values = rgb.filter((_, i) => i % 3 === c);
    const average = values.reduce((sum, p) => sum + p, 0) / values.length;
    const squares = values.reduce((sum, p) => sum + (p - average) ** 2, 0);
    assertAlmostEquals(average * scale, mean[c]!, 0.02);
    assertAlmostEquals(
      Math.sqrt(squares / values.length) * scale,
      std[c]!,
      0.02,
    );
  }
});
