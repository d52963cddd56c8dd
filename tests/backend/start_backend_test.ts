import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../lib/backend/engine/mod.ts";
import {
  type BackendName,
  ensureBackend,
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
  { backend: "cpu", reason: /^cpu \(plain JavaScript\), as asked for$/ },
  {
    backend: "fullgrad-wasm",
    reason: /^fullgrad-wasm \(.*SIMD, \d+ threads?\), as asked for$/,
  },
  { backend: "wasm", reason: /^wasm \(.+\), as asked for$/ },
  { backend: "webgpu", reason: /^webgpu \(.+\), as asked for$/ },
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
      /^fullgrad-wasm \(.+\), the fastest here; WebGPU is not used: (no adapter|only a software adapter)/,
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
      `Cannot start a backend as its name must be one of "webgpu", "fullgrad-wasm", "wasm", "cpu": current value is ${
        JSON.stringify(wrong)
      }`,
    );
  }
  for (const wrong of [3, null, {}, ["cpu"]]) {
    await assertRejects(() => startBackend(wrong as never), TypeError);
  }
  assertEquals(tf.getBackend(), name, "the backend has changed");
});

Deno.test("startBackend() checks its options", async () => {
  const { name } = await startBackend("cpu");
  for (const threads of [0, -1, 1.5, NaN, 65, Infinity]) {
    await assertRejects(
      () => startBackend("fullgrad-wasm", { threads }),
      RangeError,
      `threads must be an integer within 1…64: current value is ${threads}`,
    );
  }
  for (const threads of ["2", null, [2]]) {
    await assertRejects(
      () => startBackend("fullgrad-wasm", { threads } as never),
      TypeError,
      "threads must be an integer within 1…64",
    );
  }
  await assertRejects(
    () => startBackend("fullgrad-wasm", { thread: 2 } as never),
    TypeError,
    'there is no option "thread": did you mean "threads"?',
  );
  await assertRejects(
    () => startBackend("fullgrad-wasm", 2 as never),
    TypeError,
    "options must be an object",
  );
  assertEquals(tf.getBackend(), name, "the backend has changed");
});

Deno.test("startBackend() says how many threads run", async () => {
  for (const threads of [1, 3, 2]) {
    const started = await startBackend("fullgrad-wasm", { threads });
    assertEquals(started.threads, threads);
    assertMatch(started.reason, new RegExp(`, ${threads} threads?\\)`));
  }
  assertEquals((await startBackend("wasm", { threads: 4 })).threads, 1);
  assertEquals((await startBackend("cpu")).threads, 1);
});

Deno.test("calls of startBackend() at the same time agree", async () => {
  tf.removeBackend("fullgrad-wasm");
  const tensors: tf.Tensor[] = [];
  const started = await Promise.all(
    [2, 3, undefined, 2].map(async (threads) => {
      const started = await startBackend("fullgrad-wasm", { threads });
      tensors.push(tf.tensor([1, 2, 3]));
      return started;
    }),
  );
  assertEquals(started.map(({ threads }) => threads), [2, 3, 3, 2]);
  for (const tensor of tensors) {
    assertEquals([...await tf.add(tensor, 1).data()], [2, 3, 4]);
    tensor.dispose();
  }
  const names = ["cpu", "fullgrad-wasm", "wasm"] as const;
  const all = await Promise.all(names.map((name) => startBackend(name)));
  assertEquals(all.map(({ name }) => name), [...names]);
  assertEquals(tf.getBackend(), "wasm", "the last one decides");
});

Deno.test("a backend that is being started is not overruled by the default", async () => {
  tf.removeBackend("fullgrad-wasm");
  const asked = startBackend("fullgrad-wasm", { threads: 1 });
  await Promise.all([ensureBackend(), ensureBackend()]);
  assertEquals(tf.getBackend(), "fullgrad-wasm");
  assertEquals(
    (tf.backend() as unknown as FullgradBackend).threads,
    (await asked).threads,
  );
  tf.removeBackend("fullgrad-wasm");
  await Promise.all([ensureBackend(), ensureBackend()]);
  assert(tf.getBackend(), "none was started");
});

Deno.test("a start that fails does not hinder the next one", async () => {
  const { gpu } = navigator;
  const registered = tf.engine().registry["webgpu"];
  delete tf.engine().registry["webgpu"];
  Object.defineProperty(navigator, "gpu", {
    value: undefined,
    configurable: true,
  });
  try {
    const [refused, started] = await Promise.allSettled([
      startBackend("webgpu"),
      startBackend("cpu"),
    ]);
    assertEquals([refused.status, started.status], ["rejected", "fulfilled"]);
    assertEquals(tf.getBackend(), "cpu");
  } finally {
    Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
    if (registered) tf.engine().registry["webgpu"] = registered;
  }
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
      assertMatch(
        (await startBackend()).reason,
        /; WebGPU is not used: no adapter$/,
      );
    }
  } finally {
    Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
    if (registered) tf.engine().registry["webgpu"] = registered;
  }
});
