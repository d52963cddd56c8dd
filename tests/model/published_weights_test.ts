/**
 * Published files of Keras and PyTorch, where `../shared/models` has them: the
 * logits of their own framework, one map of one network in two formats.
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
import { loadModel, type Model } from "../../lib/model/mod.ts";
import { drawnImage, type ImageShape } from "./state_dict/drawn.ts";
import logits from "./state_dict/torch_logits.json" with { type: "json" };

const MODELS = Deno.env.get("FULLGRAD_MODELS") ??
  fileURLToPath(new URL("../../../shared/models", import.meta.url));

await startBackend("fullgrad-wasm");

const { conv2d, dense, dropout, flatten, maxPooling2d } = tf.layers;

function published(
  file: string,
  name: string,
  fn: (path: string) => Promise<void>,
): void {
  const path = `${MODELS}/${file}`;
  Deno.test({
    name: `${file}: ${name}`,
    ignore: !existsSync(path),
    fn: () => fn(path),
  });
}

/** The map and the logits of a drawn image; the full-gradient is complete. */
async function explained(model: Model, shape: ImageShape) {
  const image = { data: drawnImage(shape), shape: [1, ...shape] as const };
  const map = await fullGrad(model, image, { target: 0 });
  assert(map.completeness![0]!.relativeToTerms < 1e-4);
  return map;
}

function assertNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): void {
  const scale = Math.max(...Array.from(expected, Math.abs));
  assertEquals(actual.length, expected.length);
  Array.from(expected).forEach((value, i) =>
    assertAlmostEquals(actual[i]!, value, 1e-4 * scale)
  );
}

for (const name of ["resnet20-12fca82f.th", "resnet56-4bfd9763.th"] as const) {
  published(`resnet_cifar_pth/${name}`, "PyTorch's logits", async (path) => {
    const model = await loadModel(path);
    const map = await explained(model, [32, 32, 3]);
    assertNear(map.logits.values, logits[name].logits);
    model.dispose();
  });
}

published(
  "captum_cifar/cifar_torchvision.pt",
  "PyTorch's logits",
  async (path) => {
    await assertRejects(
      () => loadModel(path),
      SyntaxError,
      "holds weights and no layers: give the network as the option architecture",
    );
    const architecture = tf.sequential({
      layers: [
        conv2d({
          filters: 6,
          kernelSize: 5,
          activation: "relu",
          inputShape: [32, 32, 3],
        }),
        maxPooling2d({ poolSize: 2 }),
        conv2d({ filters: 16, kernelSize: 5, activation: "relu" }),
        maxPooling2d({ poolSize: 2 }),
        flatten(),
        dense({ units: 120, activation: "relu" }),
        dense({ units: 84, activation: "relu" }),
        dense({ units: 10 }),
      ],
    });
    const model = await loadModel(path, { architecture });
    const map = await explained(model, [32, 32, 3]);
    assertNear(map.logits.values, logits["cifar_torchvision.pt"].logits);
    model.dispose();
  },
);

published(
  "mesonet/Meso4_DF.h5",
  "the map of the same network in ONNX",
  async (path) => {
    const block = (
      filters: number,
      kernelSize: number,
      pool: number,
      first = false,
    ) => [
      conv2d({
        filters,
        kernelSize,
        padding: "same",
        activation: "relu",
        ...(first && { inputShape: [256, 256, 3] }),
      }),
      tf.layers.batchNormalization({}),
      maxPooling2d({ poolSize: pool, padding: "same" }),
    ];
    const architecture = tf.sequential({
      layers: [
        ...block(8, 3, 2, true),
        ...block(8, 5, 2),
        ...block(16, 5, 2),
        ...block(16, 5, 4),
        flatten(),
        dropout({ rate: 0.5 }),
        dense({ units: 16 }),
        tf.layers.leakyReLU({ alpha: 0.1 }),
        dropout({ rate: 0.5 }),
        dense({ units: 1, activation: "sigmoid" }),
      ],
    });
    const keras = await loadModel(path, { architecture });
    const onnx = await loadModel(`${MODELS}/mesonet/model.onnx`);
    const shape = [256, 256, 3] as const;
    const [a, b] = [
      await explained(keras, shape),
      await explained(onnx, shape),
    ];
    assertNear(a.logits.values, b.logits.values);
    assertNear(a.values, b.values);
    keras.dispose();
    onnx.dispose();
  },
);

published(
  "dianna_mnist/mnistnet_training_checkpoint.pt",
  "the map of the same network in ONNX",
  async (path) => {
    const block = (filters: number, first = false) => [
      conv2d({
        filters,
        kernelSize: 5,
        padding: "same",
        ...(first && { inputShape: [28, 28, 1] }),
      }),
      maxPooling2d({ poolSize: 2 }),
      tf.layers.reLU({}),
    ];
    const architecture = tf.sequential({
      layers: [
        ...block(16, true),
        ...block(32),
        flatten(),
        dense({ units: 32 }),
        dense({ units: 2, activation: "softmax" }),
      ],
    });
    const torch = await loadModel(path, { architecture });
    const onnx = await loadModel(`${MODELS}/dianna_mnist/mnist_model.onnx`);
    const [a, b] = [
      await explained(torch, [28, 28, 1]),
      await explained(onnx, [28, 28, 1]),
    ];
    assertNear(a.logits.values, b.logits.values);
    assertNear(a.values, b.values);
    torch.dispose();
    onnx.dispose();
  },
);

for (
  const [name, classes] of [["fer2013_mini_XCEPTION.102-0.66", 7], [
    "gender_mini_XCEPTION.21-0.95",
    2,
  ]] as const
) {
  published(
    `mini_xception/${name}.hdf5`,
    "a whole model of Keras 2",
    async (path) => {
      const model = await loadModel(path);
      const [height, width, channels] = model.inputShape as ImageShape;
      const map = await explained(model, [height, width, channels]);
      assertEquals(map.logits.values.length, classes);
      model.dispose();
    },
  );
}
