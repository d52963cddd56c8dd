/** What must hold of every method on every way to connect layers. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { METHODS, startBackend } from "fullgrad";
import { assertClose } from "../propagation/assert_close.ts";
import { ALL_METHODS } from "./all_methods.ts";
import { IMAGE, images, network, NETWORKS } from "./networks/mod.ts";

/** Maps that are not of the network and its class. */
const CLASSLESS = /eigenCam|random|sobel|allOnes|classAgnostic/;

for (const name of NETWORKS) {
  Deno.test(`every method works on the network: ${name}`, async (t) => {
    await startBackend("fullgrad-wasm");
    const model = network(name);
    const weights = await Promise.all(
      model.getWeights().map((weight) => weight.data()),
    );
    for (const [label, method] of Object.entries(ALL_METHODS)) {
      await t.step(label, async () => {
        const before = tf.memory().numTensors;
        const target = [1, 3, 0];
        const batch = images(3);
        const given = batch.data.slice();
        const map = await method(model, batch, { target });
        assertEquals(map.shape, [3, IMAGE[0], IMAGE[1]]);
        assertEquals(map.values.length, 3 * IMAGE[0] * IMAGE[1]);
        assert(map.values.every((value) => Number.isFinite(value)));
        assert(map.signed || map.values.every((value) => value >= 0));
        assertEquals(map.target.classes, target);
        const again = await method(model, batch, { target, chunkSize: 1 });
        assertClose(again.values, map.values, 2e-4, "in chunks of 1");
        assertEquals(batch.data, given, "the images are changed");
        assertEquals(tf.memory().numTensors, before, "tensors are left behind");
      });
    }
    const after = await Promise.all(
      model.getWeights().map((weight) => weight.data()),
    );
    after.forEach((values, i) => assertEquals(values, weights[i]!));
    model.dispose();
  });
}

Deno.test("every method but the controls sees the class", async (t) => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  for (const [label, method] of Object.entries(ALL_METHODS)) {
    if (CLASSLESS.test(label)) continue;
    await t.step(label, async () => {
      const [one, two] = [
        await method(model, images(1), { target: 1 }),
        await method(model, images(1), { target: 2 }),
      ];
      assert(one.values.some((value, i) => value !== two.values[i]));
    });
  }
  model.dispose();
});

Deno.test("a method leaves nothing behind when it fails", async (t) => {
  await startBackend("fullgrad-wasm");
  const model = network("residual");
  const batch = images(2);
  batch.data[3] = NaN;
  for (const [label, method] of Object.entries(ALL_METHODS)) {
    await t.step(label, async () => {
      const before = tf.memory().numTensors;
      const failed = await method(model, batch).then(() => false, () => true);
      assert(failed, "the image with NaN is explained");
      assertEquals(tf.memory().numTensors, before);
    });
  }
  model.dispose();
});

Deno.test("methods that change the rule of rectifiers need one", async () => {
  await startBackend("fullgrad-wasm");
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 2,
        kernelSize: 1,
        activation: "tanh",
        inputShape: [2, 2, 1],
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });
  const needing = Object.entries(METHODS)
    .filter(([, { needs }]) => needs.includes("rectifier"))
    .map(([name]) => name);
  assertEquals(needing.length, 5);
  for (const label of needing) {
    const error = await ALL_METHODS[label]!(model, new Float32Array(4)).then(
      () => undefined,
      (error) => error,
    );
    assert(error instanceof TypeError, label);
    assert(error.message.includes("must have a rectifier"), error.message);
  }
  model.dispose();
});
