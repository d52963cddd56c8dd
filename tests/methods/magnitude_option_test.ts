import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { inputGradient, lrp } from "../../lib/methods/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";

await startBackend("fullgrad-wasm");

Deno.test("a magnitude that is none is refused", async () => {
  const model = convBnNet();
  const before = tf.memory().numTensors;
  for (const method of [inputGradient, lrp]) {
    for (const magnitude of ["signed", Math.abs, {}]) {
      await assertRejects(
        () => method(model, noiseBatch(1), { magnitude: magnitude as never }),
        TypeError,
        "Cannot sum channels as magnitude must be one of absolute",
      );
    }
  }
  assertEquals(tf.memory().numTensors, before);
  model.dispose();
});
