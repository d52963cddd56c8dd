import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import { LostDeviceError } from "../../../lib/backend/webgpu/lost_device_error.ts";
import { startAdapter } from "./start_adapter.ts";

const ignore = !await startAdapter();

Deno.test({
  name: "WebGPU: a lost device is an error, and another can be started",
  ignore,
  async fn() {
    await startBackend("webgpu");
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    const before = tf.mul(tf.ones([9]), 2);
    device.destroy();
    const error = await assertRejects(() => before.data(), LostDeviceError);
    assertEquals(error.name, "LostDeviceError");
    assert(error.reason.length > 0);
    assertThrows(() => tf.add(before, 1), LostDeviceError, "must be there");
    await assertRejects(() => before.data(), LostDeviceError);
    before.dispose();

    await startBackend("webgpu");
    const after = tf.tidy(() => tf.mul(tf.ones([9]), 2));
    assertEquals([...await after.data()], new Array(9).fill(2));
    after.dispose();
  },
});
