import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  type BackendName,
  startBackend,
  UnsupportedBackendError,
} from "../../lib/backend/mod.ts";

const hasAdapter = await startBackend("webgpu").then(() => true, () => false);

/** Whether the adapter is a program, as on machines without a GPU. */
async function isSoftware(): Promise<boolean> {
  const adapter = await navigator.gpu.requestAdapter();
  return adapter?.info.isFallbackAdapter ?? true;
}

const STARTED: readonly {
  readonly backend: BackendName;
  readonly reason: RegExp;
}[] = [
  { backend: "cpu", reason: /^cpu \(plain JavaScript\): asked for$/ },
  {
    backend: "fullgrad-wasm",
    reason: /^fullgrad-wasm \(.*SIMD, \d+ threads?\): asked for$/,
  },
  { backend: "wasm", reason: /^wasm \(.+\): asked for$/ },
  { backend: "webgpu", reason: /^webgpu \(.+\): asked for$/ },
];

for (const { backend, reason } of STARTED) {
  Deno.test({
    name: `startBackend() starts ${backend} and says so`,
    ignore: backend === "webgpu" && !hasAdapter,
    async fn() {
      const started = await startBackend(backend);
      assertEquals(started.name, backend);
      assertMatch(started.reason, reason);
      assertEquals(tf.getBackend(), backend);
      const sum = tf.tidy(() => tf.sum(tf.mul(tf.ones([40, 40]), 2)));
      assertEquals([...await sum.data()], [3200]);
      sum.dispose();
    },
  });

  Deno.test({
    name: `startBackend() leaves ${backend} alone where it runs`,
    ignore: backend === "webgpu" && !hasAdapter,
    async fn() {
      const first = await startBackend(backend);
      const instance = tf.backend();
      assertEquals(await startBackend(backend), first);
      assert(tf.backend() === instance, "another one was started");
    },
  });

  Deno.test({
    name: `startBackend() finds the tensors on ${backend} again`,
    ignore: backend === "webgpu" && !hasAdapter,
    async fn() {
      await startBackend(backend);
      const before = tf.tidy(() => tf.mul(tf.ones([50, 50]), 3));
      await startBackend(backend === "cpu" ? "wasm" : "cpu");
      await startBackend(backend);
      const after = tf.tidy(() => tf.sum(tf.add(before, 1)));
      assertEquals([...await after.data()], [10000]);
      tf.dispose([before, after]);
    },
  });
}

Deno.test("startBackend() takes hardware, else our WASM, and says why", async () => {
  const started = await startBackend();
  assertEquals(tf.getBackend(), started.name);
  if (hasAdapter && !await isSoftware()) {
    assertEquals(started.name, "webgpu");
  } else {
    assertEquals(started.name, "fullgrad-wasm");
    assertMatch(
      started.reason,
      /^fullgrad-wasm \(.+\): webgpu: (no adapter|only a software adapter)/,
    );
  }
  assertEquals(await startBackend(), started);
});

Deno.test("startBackend() names the backends that there are", async () => {
  const { name } = await startBackend("cpu");
  for (const wrong of ["webgl", "", "WASM", "toString", "constructor"]) {
    await assertRejects(
      () => startBackend(wrong as BackendName),
      RangeError,
      `must be webgpu, fullgrad-wasm, wasm, cpu: current value is ${
        JSON.stringify(wrong)
      }`,
    );
  }
  assertEquals(tf.getBackend(), name, "the backend has changed");
});

Deno.test("startBackend() says why webgpu does not start", async () => {
  await startBackend("cpu");
  const { gpu } = navigator;
  const absent: readonly (GPU | undefined)[] = [
    undefined,
    { requestAdapter: () => Promise.resolve(null) } as unknown as GPU,
    {
      requestAdapter: () => Promise.reject(new Error("no driver")),
    } as unknown as GPU,
  ];
  const registered = tf.engine().registry["webgpu"];
  delete tf.engine().registry["webgpu"];
  try {
    for (const none of absent) {
      Object.defineProperty(navigator, "gpu", {
        value: none,
        configurable: true,
      });
      const error = await assertRejects(
        () => startBackend("webgpu"),
        UnsupportedBackendError,
        "Cannot start the webgpu backend: no adapter",
      );
      assertEquals([error.backend, error.reason], ["webgpu", "no adapter"]);
      assertEquals(error.name, "UnsupportedBackendError");
      assertMatch((await startBackend()).reason, /: webgpu: no adapter$/);
    }
  } finally {
    Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
    if (registered) tf.engine().registry["webgpu"] = registered;
  }
});

Deno.test("startBackend() refuses a number of threads that is none", async () => {
  for (const threads of [0, -1, 1.5, NaN, 65]) {
    await assertRejects(
      () => startBackend("fullgrad-wasm", { threads }),
      RangeError,
      `must be a whole number from 1 to 64: current value is ${threads}`,
    );
  }
});
