import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { addAll, startBackend } from "../../lib/backend/mod.ts";
import { backendTest } from "../exhaustive.ts";
import { candidates } from "../propagation/cases/backends.ts";

for (const { backend, missing } of await candidates()) {
  backendTest(backend, {
    name: `sums of any number of tensors on ${backend}`,
    ignore: missing,
    async fn() {
      await startBackend(backend);
      const before = tf.memory().numTensors;
      for (const count of [1, 2, 6, 7, 8, 9, 13, 14, 40]) {
        const tensors = Array.from(
          { length: count },
          (_, i) => tf.tensor1d([i, 1, -2 * i]),
        );
        const sum = addAll(tensors);
        const total = count * (count - 1) / 2;
        assertEquals([...await sum.data()], [total, count, -2 * total]);
        tf.dispose([sum, tensors]);
      }
      assertEquals(tf.memory().numTensors, before);
    },
  });
}
