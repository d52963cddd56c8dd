import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as onnx from "onnxruntime-web";
import { startBackend } from "../../../lib/backend/mod.ts";
import { LAYERS_MODELS } from "../networks/mod.ts";
import { startSession } from "../../onnx/start_session.ts";
import { toOnnx } from "./to_onnx.ts";
import { exhaustiveTest } from "../../exhaustive.ts";

for (const name of ["resnet18", "efficientnet_b0", "teachable_machine"]) {
  exhaustiveTest({
    name: `toOnnx() writes the ${name} that tfjs runs`,
    fn: () => assertSame(name),
  });
}

async function assertSame(name: string): Promise<void> {
  await startBackend("fullgrad-wasm");
  const before = tf.memory().numTensors;
  const model = LAYERS_MODELS.get(name)!();
  const images = tf.randomNormal([2, 224, 224, 3], 0, 1, "float32", 1);
  const want = model.predict(images) as tf.Tensor;
  const first = tf.transpose(images, [0, 3, 1, 2]);
  const session = await startSession(await toOnnx(model, 2), 1);
  const outputs = await session.run({
    [session.inputNames[0]!]: new onnx.Tensor(
      await first.data() as Float32Array,
      first.shape,
    ),
  });
  const got = outputs[session.outputNames[0]!]!;
  assertEquals(got.dims, want.shape);
  const values = await want.data();
  const largest = Math.max(...values.map(Math.abs));
  (await got.getData() as Float32Array).forEach((value, i) =>
    assert(Math.abs(value - values[i]!) < 1e-4 * largest, `${i}: ${value}`)
  );
  await session.release();
  tf.dispose([images, want, first]);
  model.dispose();
  assertEquals(tf.memory().numTensors, before);
}

Deno.test("toOnnx() refuses layers that the bench's networks lack", async () => {
  await startBackend("wasm");
  const before = tf.memory().numTensors;
  const model = tf.sequential({
    layers: [tf.layers.upSampling2d({ inputShape: [4, 4, 1] })],
  });
  await assertRejects(
    () => toOnnx(model, 1),
    TypeError,
    "current value is UpSampling2D",
  );
  model.dispose();
  assertEquals(tf.memory().numTensors, before);
});
