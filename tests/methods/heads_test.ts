import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
import { logit, probability } from "../../lib/propagation/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { randomizeWeights } from "../propagation/cases/mod.ts";
import { EVERY_METHOD } from "./every_method.ts";

await startBackend("fullgrad-wasm");

for (const head of ["softmax", "sigmoid"] as const) {
  Deno.test(`behind a ${head} the logits are explained, and a note says so`, async () => {
    const [bare, headed] = [convBnNet(), convBnNet({ head })];
    const batch = noiseBatch(2);
    for (const [name, method] of Object.entries(EVERY_METHOD)) {
      const expected = await method(bare, batch, { target: [2, 0] });
      const actual = await method(headed, batch, { target: [2, 0] });
      assertEquals(actual.arrays, expected.arrays, name);
      assertEquals(
        actual.explained.notes[0],
        `The network ends in a ${head}; what is explained is the logit before it.`,
      );
      assert(
        !expected.explained.notes.some((note) => note.includes("ends in")),
      );
    }
    [bare, headed].forEach((model) => model.dispose());
  });

  Deno.test(`the probability behind a ${head} is what the network says`, async () => {
    const model = convBnNet({ head });
    const batch = noiseBatch(3);
    const says = tf.tidy(() =>
      model.predict(tf.tensor(batch.data, [...batch.shape])) as tf.Tensor
    );
    const values = await says.data();
    says.dispose();
    const { target } = await fullGrad(model, batch, {
      target: probability([1, 3, 0]),
    });
    const own = [1, 3, 0].map((index, i) => values[4 * i + index]!);
    assertClose(target.values, own, 1e-5, head);
    model.dispose();
  });
}

function oneOutput(activation: "linear" | "sigmoid"): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 3,
        kernelSize: 3,
        activation: "relu",
        inputShape: [6, 5, 3],
      }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 1, activation }),
    ],
  });
  randomizeWeights(model, 3);
  return model;
}

Deno.test("a network with one output needs no target", async () => {
  const batch = noiseBatch(2, { height: 6, width: 5 });
  for (const activation of ["linear", "sigmoid"] as const) {
    const model = oneOutput(activation);
    for (const [name, method] of Object.entries(EVERY_METHOD)) {
      const { explained, arrays } = await method(model, batch);
      assertEquals(explained.target.classes, [0, 0], name);
      assertEquals(explained.logits.shape, [2, 1], name);
      const chosen = await method(model, batch, { target: logit(0) });
      assertEquals(chosen.arrays, arrays, name);
    }
    model.dispose();
  }
});

Deno.test("a network of 1 channel has a map and a picture", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 2,
        kernelSize: 3,
        biasInitializer: "ones",
        inputShape: [6, 5, 1],
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });
  const map = await fullGrad(
    model,
    noiseBatch(1, { height: 6, width: 5 }).data.slice(0, 30),
  );
  assertEquals(map.shape, [1, 6, 5]);
  assertStringIncludes(await map.figure().toSvg(), "<svg");
  model.dispose();
});
