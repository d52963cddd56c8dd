import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { LAYERS_MODELS, NETWORKS } from "./networks/mod.ts";

// Numbers of parameters as torchvision has them, and of the statistics that
// batch normalization keeps; `features` is the layer before the classifier.
const EXPECTED = {
  vgg16: { trainable: 138_357_544, statistics: 0, features: "flatten" },
  vgg16_bn: { trainable: 138_365_992, statistics: 8_448, features: "flatten" },
  resnet18: { trainable: 11_689_512, statistics: 9_600, features: "avgpool" },
  resnet50: { trainable: 25_557_032, statistics: 53_120, features: "avgpool" },
  mobilenet_v2: {
    trainable: 3_504_872,
    statistics: 34_112,
    features: "avgpool",
  },
  efficientnet_b0: {
    trainable: 5_288_548,
    statistics: 42_016,
    features: "avgpool",
  },
};

for (const [name, expected] of Object.entries(EXPECTED)) {
  Deno.test(`${name} is torchvision's, with activations in scale`, async () => {
    await startBackend("fullgrad-wasm");
    const before = tf.memory().numTensors;
    const model = LAYERS_MODELS.get(name)!();
    assertEquals(model.inputs[0]!.shape, [null, 224, 224, 3]);
    assertEquals(model.outputs[0]!.shape, [null, 1000]);
    assertEquals(countOf(model.trainableWeights), expected.trainable);
    assertEquals(countOf(model.nonTrainableWeights), expected.statistics);

    // Not through VGG's dense layers, whose weights would be packed for it.
    const { output } = model.getLayer(expected.features);
    const features = tf.model({ inputs: model.inputs, outputs: output });
    const squares = tf.tidy(() => {
      const image = tf.randomNormal([1, 224, 224, 3], 0, 1, "float32", 1);
      return tf.mean(tf.square(features.predict(image) as tf.Tensor));
    });
    const [size] = await squares.data();
    assert(size! > 0.01 && size! < 100, `mean square of features: ${size}`);

    squares.dispose();
    model.dispose();
    assertEquals(tf.memory().numTensors, before);
  });
}

Deno.test("vit_b_16 is torchvision's, by its number of weights", async () => {
  await startBackend("fullgrad-wasm");
  const before = tf.memory().numTensors;
  const model = NETWORKS.get("vit_b_16")!();
  assertEquals(model.inputShape, [224, 224, 3]);
  const weights = new Set(
    model.graph.nodes.flatMap(({ weights }) =>
      Object.values(weights).map((read) => read!())
    ),
  );
  const count = [...weights].reduce((sum, { size }) => sum + size, 0);
  // The class token is a part of the first row of the position table.
  assertEquals(count, 86_567_656 - 768);
  model.dispose();
  assertEquals(tf.memory().numTensors, before);
});

function countOf(weights: readonly tf.LayerVariable[]): number {
  return weights.reduce(
    (sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]),
    0,
  );
}
