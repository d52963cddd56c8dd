import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import { startAdapter } from "./start_adapter.ts";

const ignore = !await startAdapter();

Deno.test({
  name: "WebGPU relu gradient: passes where the output is positive",
  ignore,
  async fn() {
    await startBackend("webgpu");
    const before = tf.backend().numDataIds();
    const dy = tf.tensor1d([1, 2, 3, 4, NaN, NaN]);
    const y = tf.tensor1d([0, 0.5, -0, 1e-30, 0, 1]);
    const gradient = tf.engine().runKernel(
      "FullGradReluGradient",
      { dy, y },
      {},
    ) as tf.Tensor;
    assertEquals([...await gradient.data()], [0, 2, 0, 4, 0, NaN]);
    tf.dispose([dy, y, gradient]);
    assertEquals(tf.backend().numDataIds(), before);
  },
});
