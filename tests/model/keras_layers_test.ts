/** Layers of Keras that tfjs-layers ignores parts of, or does not have. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { fullGradients, loadModel, type Model, startBackend } from "fullgrad";
import { outputOf } from "./output_of.ts";

interface Layer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A Keras 3 sequential model on disk, with weights from a fixed formula. */
async function load(
  shape: readonly number[],
  layers: readonly Layer[],
  weights: readonly Weight[],
): Promise<Model> {
  const folder = await Deno.makeTempDir();
  try {
    const input = {
      batch_shape: [null, ...shape],
      dtype: "float32",
      name: "image",
    };
    const named = layers.map(({ class_name, config }, i) => ({
      module: "keras.layers",
      class_name,
      config: { name: `layer${i}`, trainable: true, ...config },
      registered_name: null,
    }));
    const json = {
      format: "layers-model",
      modelTopology: {
        keras_version: "3.5.0",
        model_config: {
          class_name: "Sequential",
          config: {
            name: "keras",
            layers: [{
              module: "keras.layers",
              class_name: "InputLayer",
              config: input,
            }, ...named],
          },
        },
      },
      weightsManifest: [{
        paths: ["weights.bin"],
        weights: weights.map((weight) => ({ ...weight, dtype: "float32" })),
      }],
    };
    const size = weights.reduce(
      (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
      0,
    );
    const values = Float32Array.from(
      { length: size },
      (_, i) => Math.sin(7.1 * i),
    );
    await Deno.writeTextFile(`${folder}/model.json`, JSON.stringify(json));
    await Deno.writeFile(
      `${folder}/weights.bin`,
      new Uint8Array(values.buffer),
    );
    return await loadModel(`${folder}/model.json`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function ramp(
  shape: readonly number[],
): { data: Float32Array; shape: readonly number[] } {
  const size = shape.reduce((a, b) => a * b, 1);
  return {
    data: Float32Array.from({ length: size }, (_, i) => 4 * Math.cos(i)),
    shape,
  };
}

async function predictOne(
  model: Model,
  x: ReturnType<typeof ramp>,
): Promise<Float32Array> {
  return (await outputOf(model, x)).data;
}

const CONV = {
  filters: 6,
  kernel_size: [3, 3],
  strides: [2, 2],
  padding: "same",
  data_format: "channels_last",
  dilation_rate: [1, 1],
  use_bias: true,
};

Deno.test("a grouped convolution with hard-swish loads, runs and adds up", async () => {
  await startBackend("fullgrad-wasm");
  const model = await load([7, 8, 4], [
    {
      class_name: "Conv2D",
      config: { ...CONV, groups: 2, activation: "hard_silu" },
    },
    { class_name: "GlobalAveragePooling2D", config: {} },
  ], [
    { name: "layer0/kernel", shape: [3, 3, 2, 6] },
    { name: "layer0/bias", shape: [6] },
  ]);
  const x = ramp([1, 7, 8, 4]);
  const { logits, completeness, biasGradients } = await fullGradients(model, x);
  const predicted = await predictOne(model, x);
  logits.values.forEach((value, i) =>
    assertAlmostEquals(value, predicted[i]!, 1e-5)
  );
  assert(completeness[0]!.relativeToTerms < 1e-5);
  assertEquals(biasGradients.map(({ site }) => site.bias), [
    "explicit",
    "implicit",
  ]);
  // Each group sees its own half of the channels: the other half changes nothing.
  const half = { ...x, data: x.data.map((value, i) => i % 4 < 2 ? value : 0) };
  const seen = await predictOne(model, half);
  predicted.slice(0, 3).forEach((value, i) =>
    assertAlmostEquals(seen[i]!, value, 1e-6)
  );
  assert(
    predicted.slice(3).some((value, i) =>
      Math.abs(seen[i + 3]! - value) > 1e-3
    ),
  );
  model.dispose();
});

Deno.test("hard-sigmoid has the slope of Keras 3, leaky relu its slope", async () => {
  await startBackend("fullgrad-wasm");
  const flat = { class_name: "Flatten", config: {} };
  const hard = await load([1, 1, 3], [
    { class_name: "Activation", config: { activation: "hard_sigmoid" } },
    flat,
  ], []);
  const x = { data: new Float32Array([-1, 1.5, 2.8]), shape: [1, 1, 1, 3] };
  const wanted = [-1, 1.5, 2.8].map((value) => value / 6 + 0.5);
  const { logits } = await fullGradients(hard, x);
  wanted.forEach((value, i) =>
    assertAlmostEquals(logits.values[i]!, value, 1e-6)
  );
  for (const name of ["LeakyReLU", "ReLU"]) {
    const leaky = await load([1, 1, 3], [
      { class_name: name, config: { negative_slope: 0.25 } },
      flat,
    ], []);
    assertEquals([...(await fullGradients(leaky, x)).logits.values], [
      -0.25,
      Math.fround(1.5),
      Math.fround(2.8),
    ]);
  }
});
