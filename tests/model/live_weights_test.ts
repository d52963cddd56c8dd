import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph } from "../../lib/model/mod.ts";
import { forward } from "../../lib/propagation/mod.ts";
import { randomizeWeights } from "../propagation/cases/mod.ts";

await startBackend("cpu");

function everyWeight(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 3,
        kernelSize: 2,
        inputShape: [4, 4, 2],
      }),
      tf.layers.batchNormalization(),
      tf.layers.prelu(),
      tf.layers.separableConv2d({ filters: 3, kernelSize: 2 }),
      tf.layers.layerNormalization(),
      tf.layers.reshape({ targetShape: [4, 3] }),
      tf.layers.conv1d({ filters: 2, kernelSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 }),
    ],
  });
}

Deno.test("a graph reads every weight of its layers, under the right name", () => {
  const model = everyWeight();
  const read = layerGraph(model).nodes.flatMap(({ weights }) =>
    Object.values(weights).flatMap((weight) => weight ? [weight()] : [])
  );
  assertEquals(read.length, model.weights.length);
  const names = layerGraph(model).nodes.flatMap(({ kind, weights }) =>
    Object.entries(weights).filter(([, weight]) => weight !== undefined)
      .map(([name]) => `${kind} ${name}`)
  );
  assertEquals(names, [
    "conv2d kernel",
    "conv2d bias",
    "batchNorm gamma",
    "batchNorm beta",
    "batchNorm mean",
    "batchNorm variance",
    "prelu alpha",
    "depthwiseConv2d kernel",
    "conv2d kernel",
    "conv2d bias",
    "layerNorm gamma",
    "layerNorm beta",
    "conv2d kernel",
    "conv2d bias",
    "dense kernel",
    "dense bias",
  ]);
});

Deno.test("a graph sees every weight that changes after it was built", async () => {
  const model = everyWeight();
  randomizeWeights(model, 1);
  const graph = layerGraph(model);
  const image = tf.randomNormal([1, 4, 4, 2], 0, 1, "float32", 3);
  const logits = async () => {
    const output = tf.tidy(() => tf.clone(forward(graph, image).output));
    const values = [...await output.data()];
    output.dispose();
    return values;
  };
  let before = await logits();
  for (const weight of model.weights) {
    const other = tf.tidy(() =>
      tf.add(
        weight.read(),
        tf.randomUniform(weight.shape as number[], 0.1, 0.5, "float32", 5),
      )
    );
    weight.write(other);
    other.dispose();
    const after = await logits();
    assert(
      after.some((value, i) => value !== before[i]),
      `${weight.originalName} is not seen`,
    );
    before = after;
  }
  randomizeWeights(model, 2);
  const after = await logits();
  const fresh = tf.tidy(() =>
    (model.predict(image) as tf.Tensor).arraySync() as number[][]
  );
  after.forEach((value, i) =>
    assert(Math.abs(value - fresh[0]![i]!) < 1e-5, `${value} ${fresh[0]}`)
  );
});
