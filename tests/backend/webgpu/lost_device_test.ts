import * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  failWhenLost,
  isLost,
} from "../../../lib/backend/webgpu/lost_device.ts";
import { LostDeviceError } from "../../../lib/backend/webgpu/lost_device.ts";
import { startAdapter } from "./start_adapter.ts";

const ignore = !await startAdapter();

Deno.test({
  name: "WebGPU: a lost device is an error, and another can be started",
  ignore,
  async fn() {
    await startBackend("webgpu");
    // Fewer numbers would be computed without the GPU.
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    const before = tf.mul(tf.ones([50, 50]), 2);
    device.destroy();
    await device.lost;
    const error = await assertRejects(() => before.data(), LostDeviceError);
    assertEquals(error.name, "LostDeviceError");
    assert(error.reason.length > 0);
    assertThrows(() => tf.add(before, 1), LostDeviceError, "must be there");
    await assertRejects(() => before.data(), LostDeviceError);
    before.dispose();

    await startBackend("webgpu");
    const after = tf.tidy(() => tf.mul(tf.ones([50, 50]), 2));
    assertEquals([...await after.data()], new Array(2500).fill(2));
    after.dispose();
  },
});

Deno.test("WebGPU: a read that waits fails when the device is lost", async () => {
  const loss = Promise.withResolvers<GPUDeviceLostInfo>();
  const device = { lost: loss.promise } as GPUDevice;
  const late = Promise.withResolvers<Float32Array>();
  const reads = [
    () => Promise.resolve(new Float32Array([1])),
    () => Promise.reject(new Error("cannot map")),
    () => Promise.reject(new Error("cannot map")),
    () => late.promise,
  ];
  const backend = { read: () => reads.shift()!() } as unknown as WebGPUBackend;
  failWhenLost(backend, device);
  const read = () => backend.read({});
  assertEquals(await read(), new Float32Array([1]));
  await assertRejects(read, Error, "cannot map");
  const failing = read();
  const waiting = read();
  assert(!isLost(device));
  loss.resolve({ reason: "unknown", message: "driver reset" } as never);
  const errors = await Promise.all(
    [failing, waiting].map((reading) =>
      assertRejects(() => reading, LostDeviceError)
    ),
  );
  assertEquals(errors.map(({ reason }) => reason), [
    "driver reset",
    "driver reset",
  ]);
  await assertRejects(read, LostDeviceError);
  assert(isLost(device));
  late.resolve(new Float32Array());
});
