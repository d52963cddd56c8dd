import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import process from "node:process";
import { CONTROL, CONTROL_BYTES } from "../../../lib/backend/engine/control.ts";
import { LostWorkerError } from "../../../lib/backend/engine/lost_worker_error.ts";
import { ThreadPool } from "../../../lib/backend/engine/thread_pool.ts";
import { compileSource } from "./compile_source.ts";
import { exhaustiveTest } from "../../exhaustive.ts";

/**
 * `count` adds 1 to a word per unit and writes to its scratch memory; `trap`
 * ends badly on the units from the second argument up to the third; `rest` takes
 * long on every unit but the first.
 */
const KERNELS = await WebAssembly.compile(
  await compileSource(`
export function count(args: usize, first: i32, last: i32, scratch: usize): void {
  const out = <usize>load<i32>(args);
  store<i32>(scratch, first);
  for (let unit = first; unit < last; unit++) {
    const at = out + (<usize>unit << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
}
export function trap(args: usize, first: i32, last: i32, scratch: usize): void {
  for (let unit = first; unit < last; unit++) {
    if (unit >= load<i32>(args, 4) && unit < load<i32>(args, 8)) unreachable();
  }
}
export function rest(args: usize, first: i32, last: i32, scratch: usize): void {
  for (let unit = first; unit < last; unit++) {
    if (unit == 0) continue;
    for (let i = 0; i < 20000000; i++) store<i32>(scratch, i);
  }
}
`) as BufferSource,
);
const [COUNT, TRAP, REST] = [0, 1, 2];

const [CONTROL_AT, ARGS, SCRATCH, OUT] = [0, 32768, 40960, 65536];

function newPool(patience = 30_000): {
  readonly pool: ThreadPool;
  readonly words: Int32Array;
} {
  const memory = new WebAssembly.Memory({
    initial: 20,
    maximum: 100,
    shared: true,
  });
  const words = new Int32Array(memory.buffer);
  words[ARGS / 4] = OUT;
  let controls = 0;
  const pool = new ThreadPool({
    memory,
    modules: [KERNELS],
    newControl: () => CONTROL_AT + 1024 * controls++,
    patience,
  });
  return { pool, words };
}

function launch(units: number, chunk: number, kernel = COUNT) {
  return {
    function: kernel,
    args: ARGS,
    units,
    chunk,
    scratch: SCRATCH,
    scratchStride: 64,
  };
}

Deno.test("the control block fits its size", () => {
  assert(CONTROL_BYTES <= 1024);
});

Deno.test("every unit is done once, by any number of threads", async () => {
  const { pool, words } = newPool();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 3000 }),
      fc.integer({ min: 1, max: 50 }),
      async (threads, units, chunk) => {
        await pool.setThreads(threads);
        assertEquals(pool.threads, threads);
        words.fill(0, OUT / 4, OUT / 4 + 4000);
        pool.run(launch(units, chunk));
        const counts = words.subarray(OUT / 4, OUT / 4 + 4000);
        assert(counts.subarray(0, units).every((count) => count === 1));
        assert(counts.subarray(units).every((count) => count === 0));
      },
    ),
    { seed: 1, numRuns: 200 },
  );
  pool.stop();
});

Deno.test("thousands of launches in a row lose nothing", async () => {
  const { pool, words } = newPool();
  await pool.setThreads(3);
  for (let i = 0; i < 20_000; i++) pool.run(launch(9, 1));
  assertEquals(
    words.slice(OUT / 4, OUT / 4 + 10),
    new Int32Array(10).fill(20_000, 0, 9),
  );
  pool.stop();
});

/** Asserts that the next launch does every unit once. */
function assertCounts(pool: ThreadPool, words: Int32Array): void {
  words.fill(0, OUT / 4, OUT / 4 + 100);
  pool.run(launch(100, 3));
  assert(words.subarray(OUT / 4, OUT / 4 + 100).every((n) => n === 1));
}

for (
  const [name, units] of Object.entries({
    "in one unit": [7, 8],
    "in the first units, that every thread takes": [0, 40],
    "in the middle": [13, 21],
    "in the last unit": [39, 40],
  })
) {
  Deno.test(`a kernel that traps ${name} is an error, and the pool goes on`, async () => {
    const { pool, words } = newPool();
    words.set(units, ARGS / 4 + 1);
    for (const threads of [1, 2, 3, 4]) {
      await pool.setThreads(threads);
      for (let i = 0; i < 50; i++) {
        assertThrows(
          () => pool.run(launch(40, 1, TRAP)),
          WebAssembly.RuntimeError,
        );
        assertCounts(pool, words);
      }
      assertEquals(pool.threads, threads);
    }
    pool.stop();
  });
}

Deno.test("a worker that does not come back is an error, then one thread works", async () => {
  const { pool, words } = newPool(50);
  await pool.setThreads(2);
  // What a thread that was killed in a kernel leaves behind.
  const busy = setInterval(() => {}, 1000);
  Atomics.store(words, CONTROL_AT / 4 + CONTROL.threads, 1);
  Atomics.store(words, CONTROL_AT / 4 + CONTROL.busy + 1, 1);
  assertThrows(
    () => pool.run(launch(100, 1)),
    LostWorkerError,
    "has not for 0.05 s",
  );
  clearInterval(busy);
  assertEquals(pool.threads, 1);
  assertCounts(pool, words);
  // Others take part that look at another control block.
  await pool.setThreads(3);
  assertEquals(pool.threads, 3);
  assertCounts(pool, words);
  pool.stop();
});

Deno.test("a clock that is set does not make a worker lost", async () => {
  const { pool, words } = newPool();
  await pool.setThreads(2);
  const { now } = Date;
  let jumps = 0;
  Date.now = () => now() + 3_600_000 * jumps++;
  try {
    // The worker takes some 10 ms longer than the launching thread.
    for (let i = 0; i < 20; i++) pool.run(launch(2, 1, REST));
    assertCounts(pool, words);
    assertEquals(pool.threads, 2);
  } finally {
    Date.now = now;
    pool.stop();
  }
});

Deno.test("workers that cannot start are an error, and leave one thread", async () => {
  const memory = new WebAssembly.Memory({
    initial: 20,
    maximum: 100,
    shared: true,
  });
  const words = new Int32Array(memory.buffer);
  words[ARGS / 4] = OUT;
  const modules = [KERNELS];
  const pool = new ThreadPool({
    memory,
    modules,
    newControl: () => CONTROL_AT,
    patience: 1000,
  });
  // What a worker cannot be given.
  modules.push((() => {}) as never);
  await assertRejects(() => pool.setThreads(3));
  assertEquals(pool.threads, 1);
  assertCounts(pool, words);
});

Deno.test("several threads need a shared heap", async () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 100 });
  const pool = new ThreadPool({
    memory,
    modules: [],
    newControl: () => 0,
    patience: 1000,
  });
  await pool.setThreads(1);
  await assertRejects(() => pool.setThreads(2), RangeError, "must be shared");
});

// Among the exhaustive ones, which run one after the other: what the process
// does beside it counts.
exhaustiveTest({
  name: "threads without work sleep",
  fn: async () => {
    const { pool } = newPool();
    await pool.setThreads(4);
    pool.run(launch(1000, 1));
    const times: number[] = [];
    for (let window = 0; window < 5; window++) {
      const before = process.cpuUsage();
      await new Promise((resolve) => setTimeout(resolve, 400));
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
    }
    // Three threads that spin would take several times the time that passed, in
    // every window; compilation and garbage collection end.
    assert(Math.min(...times) < 200, `${times} ms in 400 ms each`);
    pool.stop();
  },
});
