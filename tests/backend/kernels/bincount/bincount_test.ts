import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { startBackend } from "../../../../lib/backend/mod.ts";

Deno.test("bincount: a tensor of any rank is counted as one list", async () => {
  await startBackend("fullgrad-wasm");
  const values = [0, 3, 1, 3, 3, 1];
  for (const shape of [[6], [2, 3], [1, 3, 2]]) {
    const tensor = tf.tensor(values, shape, "int32");
    const weights = tf.tensor([1, 0.5, 1, 1, 1, 2], shape);
    const none = tf.tensor1d([]);
    // tfjs's types have one axis only, tfjs itself has not.
    const count = (weights: tf.Tensor) =>
      tf.bincount(tensor as tf.Tensor1D, weights as tf.Tensor1D, 5);
    const [counts, sums] = [count(none), count(weights)];
    assertEquals([...await counts.data()], [1, 2, 0, 3, 0]);
    assertEquals([...await sums.data()], [1, 3, 0, 2.5, 0]);
    tf.dispose([tensor, weights, none, counts, sums]);
  }
});
