import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { SaliencyMap } from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
import { probability } from "../../lib/propagation/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";
import { EVERY_METHOD } from "./every_method.ts";

await startBackend("fullgrad-wasm");

async function weightsOf(model: tf.LayersModel): Promise<Float32Array[]> {
  return await Promise.all(
    model.weights.map(async (weight) =>
      (await weight.read().data<"float32">()).slice()
    ),
  );
}

for (const [name, method] of Object.entries(EVERY_METHOD)) {
  Deno.test(`${name} leaves model and image as they were, and no tensor`, async () => {
    const model = convBnNet({ head: "softmax" });
    const batch = noiseBatch(3);
    const image = tf.tensor(batch.data, [...batch.shape]);
    const predict = async () => {
      const output = model.predict(image) as tf.Tensor;
      const values = (await output.data()).slice();
      output.dispose();
      return values;
    };
    const [weights, output, data] = [
      await weightsOf(model),
      await predict(),
      batch.data.slice(),
    ];
    const before = tf.memory();
    for (const input of [batch, image]) {
      await method(model, input, { target: [0, 1, 2], chunkSize: 2 });
      await method(model, input, { target: probability(1) });
    }
    const after = tf.memory();
    assertEquals(after.numTensors, before.numTensors);
    assertEquals(after.numBytes, before.numBytes);
    assert(!image.isDisposed);
    assertEquals(batch.data, data);
    assertEquals(await image.data(), data);
    assertEquals(await weightsOf(model), weights);
    assertEquals(await predict(), output);
    image.dispose();
    model.dispose();
  });

  Deno.test(`${name} leaves no tensor where it fails`, async () => {
    const model = convBnNet();
    const batch = noiseBatch(2);
    const before = tf.memory();
    const disposed = tf.zeros([1, 12, 9, 3]);
    disposed.dispose();
    const wrong: readonly (readonly [unknown, unknown, object])[] = [
      [model, { data: batch.data, shape: [2, 9, 12, 3] }, {}],
      [model, new Float32Array(5), {}],
      [model, disposed, {}],
      [model, undefined, {}],
      [model, [], {}],
      [{}, batch, {}],
      [null, batch, {}],
      [undefined, batch, {}],
      ["shapes_vgg9", batch, {}],
      [Promise.resolve(model), batch, {}],
      [model, batch, { target: 99 }],
      [model, batch, { chunkSize: 0 }],
      [model, batch, {
        onProgress: () => {
          throw new Error("enough");
        },
      }],
      [model, batch, { signal: AbortSignal.abort() }],
    ];
    for (const [net, images, options] of wrong) {
      await assertRejects(() => method(net as never, images as never, options));
    }
    const after = tf.memory();
    assertEquals(after.numTensors, before.numTensors);
    assertEquals(after.numBytes, before.numBytes);
    model.dispose();
  });
}

Deno.test("a model that was disposed is refused, and nothing leaks", async () => {
  const model = convBnNet();
  const before = tf.memory().numTensors - model.weights.length;
  model.dispose();
  await assertRejects(() => fullGrad(model, noiseBatch(1)), Error, "disposed");
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("200 explanations in a row take no memory", async () => {
  const model = convBnNet();
  const batch = noiseBatch(1);
  const counts = new Set<string>();
  for (let i = 0; i < 200; i++) {
    await fullGrad(model, batch);
    const { numTensors, numBytes, numDataBuffers } = tf.memory();
    counts.add(`${numTensors} ${numBytes} ${numDataBuffers}`);
  }
  assertEquals(counts.size, 1);
  model.dispose();
});

Deno.test("explanations at the same time do not disturb each other", async () => {
  const models = [1, 2, 3].map((seed) => convBnNet({ seed }));
  const batch = noiseBatch(4);
  const one: SaliencyMap[] = [];
  for (const model of models) one.push(await fullGrad(model, batch));
  const together = await Promise.all(
    models.map((model, i) => fullGrad(model, batch, { chunkSize: i + 1 })),
  );
  together.forEach(({ values, target }, i) => {
    const scale = Math.max(...one[i]!.values);
    values.forEach((value, j) =>
      assert(Math.abs(value - one[i]!.values[j]!) <= 1e-5 * scale)
    );
    assertEquals(target.classes, one[i]!.target.classes);
  });
  models.forEach((model) => model.dispose());
});
