import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../../lib/backend/engine/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGrad } from "../../../lib/methods/mod.ts";
import { convBnNet, noiseBatch } from "../../aggregation/networks/mod.ts";

Deno.test("a thousand explanations in a row leave the heap as it is", async () => {
  await startBackend("fullgrad-wasm");
  const backend = tf.backend() as unknown as FullgradBackend;
  const model = convBnNet();
  const images = noiseBatch(2);
  for (let i = 0; i < 10; i++) await fullGrad(model, images);
  const state = () => ({
    tensors: tf.memory().numTensors,
    data: backend.numDataIds(),
    heap: backend.wasm.HEAPU8.length,
  });
  const before = state();
  for (let i = 0; i < 1000; i++) await fullGrad(model, images);
  assertEquals(state(), before);
  model.dispose();
});

Deno.test("weights that change leave nothing packed behind", async () => {
  await startBackend("fullgrad-wasm");
  const backend = tf.backend() as unknown as FullgradBackend;
  const model = convBnNet();
  const images = noiseBatch(1);
  const change = async () => {
    const weights = tf.tidy(() =>
      model.getWeights().map((weight) => tf.mul(weight, 0.99))
    );
    model.setWeights(weights);
    tf.dispose(weights);
    await fullGrad(model, images);
  };
  for (let i = 0; i < 10; i++) await change();
  const heap = backend.wasm.HEAPU8.length;
  const data = backend.numDataIds();
  for (let i = 0; i < 200; i++) await change();
  assertEquals(backend.wasm.HEAPU8.length, heap);
  assertEquals(backend.numDataIds(), data);
  model.dispose();
});
