import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import process from "node:process";
import { CONTROL } from "../../../lib/backend/engine/control.ts";
import { assembleBackend } from "../../../lib/backend/engine/assemble_backend.ts";
import type { FullgradBackend } from "../../../lib/backend/engine/mod.ts";
import { LostWorkerError, startBackend } from "../../../lib/backend/mod.ts";

async function start(threads?: number): Promise<FullgradBackend> {
  await startBackend(
    "fullgrad-wasm",
    threads === undefined ? {} : { threads },
  );
  return tf.backend() as unknown as FullgradBackend;
}

Deno.test("nothing global is changed by the start", async () => {
  await startBackend("wasm");
  const { Worker } = globalThis;
  const kernels = tf.getKernelsForBackend("wasm").map((kernel) =>
    kernel.kernelFunc
  );
  // A flag that nobody has read yet has no value to compare.
  ["PROD", "IS_TEST"].forEach((flag) => tf.env().getBool(flag));
  const listeners = () =>
    ["uncaughtException", "unhandledRejection"].map((event) =>
      process.listenerCount(event)
    );
  const before = listeners();
  const flags = JSON.stringify(tf.env().features);
  await start();
  assert(globalThis.Worker === Worker);
  assertEquals(listeners(), before);
  assertEquals(JSON.stringify(tf.env().features), flags);
  const after = tf.getKernelsForBackend("wasm");
  assert(after.every(({ kernelFunc }) => kernels.includes(kernelFunc)));
});

Deno.test("tfjs's backend works beside it, each on its own heap", async () => {
  await startBackend("wasm");
  const a = tf.tensor([1, 2, 3]);
  await start();
  const b = tf.tensor([10, 20, 30]);
  await startBackend("wasm");
  const c = tf.tidy(() => tf.add(tf.square(a), 1));
  await start();
  const d = tf.tidy(() => tf.add(tf.square(b), 1));
  assertEquals([...await c.data()], [2, 5, 10]);
  assertEquals([...await d.data()], [101, 401, 901]);
  const sum = tf.add(c, d);
  assertEquals([...await sum.data()], [103, 406, 911]);
  tf.dispose([a, b, c, d, sum]);
});

Deno.test("a tensor that comes from another backend can be shared before it is used", async () => {
  await startBackend("cpu");
  const weight = tf.tensor([1, 2, 3, 4]);
  await start();
  for (let i = 0; i < 3; i++) {
    const shared = tf.reshape(weight, [2, 2]);
    shared.dispose();
  }
  assertEquals([...await weight.data()], [1, 2, 3, 4]);
  weight.dispose();
});

Deno.test("tensors of every type keep their values", async () => {
  await start();
  const tensors = [
    tf.tensor([1.5, -2], [2], "float32"),
    tf.tensor([1, -2], [2], "int32"),
    tf.tensor([true, false], [2], "bool"),
    tf.tensor(["a", "bc"], [2], "string"),
    tf.tensor([], [0, 3]),
  ];
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  assertEquals(values.map((array) => [...array as Float32Array]), [
    [1.5, -2],
    [1, -2],
    [1, 0],
    ["a", "bc"] as never,
    [],
  ]);
  tf.dispose(tensors);
});

Deno.test("the number of threads changes without losing tensors", async () => {
  const backend = await start(1);
  const kept = tf.tensor([1, 2, 3]);
  for (const threads of [3, 1, 2]) {
    assertEquals((await start(threads)).threads, threads);
    assertEquals([...await kept.data()], [1, 2, 3]);
  }
  assert(await start() === backend, "another backend was started");
  assertEquals(backend.threads, 2, "the number that was asked for is kept");
  await start(1);
  await start();
  assertEquals(backend.threads, 1, "the number that was asked for is kept");
  kept.dispose();
});

Deno.test("a tensor larger than the heap is refused, and nothing else breaks", async () => {
  const backend = await start();
  const small = tf.tensor([1, 2, 3]);
  const tensors = tf.memory().numTensors;
  const held: tf.TensorInfo[] = [];
  const error = assertThrows(
    () => {
      for (let i = 0; i < 10; i++) {
        held.push(backend.makeOutput([2 ** 27], "float32"));
      }
    },
    Error,
    "Cannot allocate 512 MiB as the WASM heap must stay under 4096 MiB",
  );
  assertEquals((error as Error).name, "HeapExhaustedError");
  held.forEach(({ dataId }) => backend.disposeData(dataId));
  assertEquals(tf.memory().numTensors, tensors);
  const again = tf.tidy(() => tf.mul(tf.zeros([1024, 1024]), 2));
  assertEquals([...await small.data()], [1, 2, 3]);
  tf.dispose([small, again]);
});

Deno.test("what is packed is filled once, and freed with its tensor", async () => {
  const backend = await start();
  const weight = tf.tensor([1, 2, 3]);
  const size = () => backend.wasm.HEAPU8.length;
  let fills = 0;
  const pack = (tensor: tf.Tensor) =>
    backend.packed(tensor, "k", 2 ** 24, () => fills++);
  const address = pack(weight);
  assertEquals(address % 64, 0);
  const same = tf.reshape(weight, [3, 1]);
  assertEquals(pack(same), address, "data that is shared is packed once");
  assertEquals(fills, 1);
  weight.dispose();
  assertEquals(pack(same), address);
  same.dispose();
  const before = size();
  for (let i = 0; i < 200; i++) {
    const other = tf.tensor([i]);
    pack(other);
    other.dispose();
  }
  assertEquals(size(), before, "the heap grows");
});

Deno.test("what is packed of two tensors is filled again where the other one changed", async () => {
  const backend = await start();
  const weight = tf.tensor([1, 2, 3]);
  const factors = [[1, 2], [1, 2], [1, 3], [1, NaN], [1, NaN], [0, 2], [-0, 2]]
    .map((values) => tf.tensor1d(values));
  let fills = 0;
  const counts = factors.map((also) => {
    backend.packed(weight, "k", 64, () => fills++, also);
    return fills;
  });
  assertEquals(counts, [1, 1, 2, 3, 3, 4, 5]);
  tf.dispose([weight, ...factors]);
});

Deno.test("what is packed of two tensors may make a heap grow that is not shared", async () => {
  const { backend } = await assembleBackend([], {
    relaxed: false,
    shared: false,
  });
  const [weight, also] = [[1, 2], [3, 4]].map((values) =>
    backend.makeOutput([2], "float32", null, new Float32Array(values))
  );
  const size = backend.wasm.HEAPU8.length;
  let fills = 0;
  const pack = () => backend.packed(weight!, "k", size, () => fills++, also);
  const address = pack();
  assert(backend.wasm.HEAPU8.length > size, "the heap has not grown");
  assertEquals(pack(), address);
  assertEquals(fills, 1);
  backend.typedArrayFromHeap(also!)[1] = 5;
  pack();
  assertEquals(fills, 2);
  pack();
  assertEquals(fills, 2);
});

Deno.test("a kernel that does not exist is refused", async () => {
  const backend = await start();
  assertThrows(
    () =>
      backend.launch({
        operation: "conv9d",
        function: "forward",
        args: [],
        units: 1,
      }),
    RangeError,
    "Cannot launch conv9d.forward",
  );
});

for (
  const [name, code] of Object.entries({
    "a process ends with its threads asleep": "",
    "a process ends after the backend is removed":
      'tf.removeBackend("fullgrad-wasm");',
  })
) {
  Deno.test(name, async () => {
    const script = `
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "./mod.ts";
await startBackend("fullgrad-wasm", { threads: 3 });
console.log(...await tf.tensor([1, 2]).add(1).data());
${code}`;
    const { stdout, code: status } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", script],
      cwd: new URL("../../../", import.meta.url),
      signal: AbortSignal.timeout(60_000),
    }).output();
    assertEquals(new TextDecoder().decode(stdout), "2 3\n");
    assertEquals(status, 0);
  });
}

Deno.test("a tensor that was disposed is refused by every operation", async () => {
  await start();
  const [gone, kept] = [tf.tensor([1, 2, 3]), tf.tensor([4, 5, 6])];
  gone.dispose();
  const operations = [
    () => tf.add(gone, kept),
    () => tf.relu(gone),
    // One of tfjs's own.
    () => tf.tan(gone),
    () => tf.sum(gone),
    () => tf.concat([kept, gone]),
    () => tf.cast(gone, "int32"),
    () => tf.reshape(gone, [3, 1]),
  ];
  for (const operation of operations) {
    assertThrows(
      operation,
      Error,
      "Cannot use a tensor as its values must be there: it was disposed",
    );
  }
  const sum = tf.add(kept, 1);
  assertEquals([...await sum.data()], [5, 6, 7]);
  tf.dispose([kept, sum]);
});

Deno.test("a backend that was removed is refused, and its tensors can be disposed", async () => {
  const backend = await start(2);
  const tensor = tf.tensor([1, 2, 3]);
  tf.removeBackend("fullgrad-wasm");
  const refused = "it was removed, with all its tensors";
  await assertRejects(() => tensor.data(), Error, refused);
  assertThrows(() => backend.makeOutput([2], "float32"), Error, refused);
  assertThrows(() => backend.readSync(tensor.dataId), Error, refused);
  assertThrows(
    () =>
      backend.launch({
        operation: "pointwise",
        function: "relu",
        args: [],
        units: 1,
      }),
    Error,
    refused,
  );
  await start(2);
  assertThrows(() => tf.neg(tensor), Error, refused);
  tensor.dispose();
  backend.dispose();
  const sum = tf.tidy(() => tf.sum(tf.ones([10])));
  assertEquals([...await sum.data()], [10]);
  sum.dispose();
});

Deno.test("a backend whose worker was lost says that it has one thread", async () => {
  await start(2);
  const backend = tf.backend() as unknown as FullgradBackend;
  const { load, wait } = Atomics;
  const { now } = performance;
  // A worker that is always busy, by a clock that takes an hour a look.
  let hours = 0;
  performance.now = () => now.call(performance) + 3_600_000 * hours++;
  Atomics.load =
    ((array: Int32Array, word: number) =>
      word === CONTROL.busy + 1 ? 1 : load(array, word)) as typeof Atomics.load;
  Atomics.wait = (() => "timed-out") as typeof Atomics.wait;
  const x = tf.ones([64, 64, 64]);
  try {
    assertThrows(() => tf.exp(x), LostWorkerError);
  } finally {
    performance.now = now;
    Atomics.load = load;
    Atomics.wait = wait;
  }
  assertEquals(backend.threads, 1);
  assertEquals((await startBackend("fullgrad-wasm")).threads, 1);
  const sum = tf.tidy(() => tf.sum(tf.exp(tf.zeros([1000, 100]))));
  assertEquals([...await sum.data()], [100_000]);
  assertEquals(
    (await startBackend("fullgrad-wasm", { threads: 2 })).threads,
    2,
  );
  tf.dispose([x, sum]);
});

Deno.test("it starts again after it was removed, and after a reset", async () => {
  const first = await start(2);
  tf.removeBackend("fullgrad-wasm");
  const second = await start(2);
  assert(second !== first);
  tf.engine().reset();
  const third = await start(2);
  assert(third !== second);
  const sum = tf.tidy(() => tf.sum(tf.ones([100, 100])));
  assertEquals([...await sum.data()], [10000]);
  sum.dispose();
});
