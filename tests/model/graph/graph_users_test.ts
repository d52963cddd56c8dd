import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import { asModel, lastUsersOf, usersOf } from "../../../lib/model/mod.ts";

Deno.test("users of a node are those that read it, as often as they do; the output has two more", async () => {
  await startBackend("fullgrad-wasm");
  const input = tf.input({ shape: [4, 4, 3] });
  const relu = tf.layers.reLU().apply(input) as tf.SymbolicTensor;
  const twice = tf.layers.add().apply([relu, relu]) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([twice, relu]) as tf.SymbolicTensor;
  const output = tf.layers.flatten().apply(sum) as tf.SymbolicTensor;
  const { graph } = asModel(tf.model({ inputs: input, outputs: output }));
  assertEquals(usersOf(graph), [[1], [2, 2, 3], [3], [4], [-1, -1]]);
  assertEquals([...lastUsersOf(graph.nodes)], [[0, 1], [1, 3], [2, 3], [3, 4]]);
});
