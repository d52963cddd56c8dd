import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import type { FullgradBackend } from "../../../lib/backend/engine/mod.ts";
import {
  allocate,
  HeapExhaustedError,
} from "../../../lib/backend/engine/heap.ts";
import {
  startTfjsModule,
  type TfjsModule,
} from "../../../lib/backend/engine/tfjs_module.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  ENGINE_KERNELS,
  KERNEL_BINARIES,
} from "../../../lib/backend/kernels/mod.ts";
import { inputsOf, KERNEL_CALLS } from "../kernels/kernel_calls.ts";
import { startKernels } from "../kernels/start_kernels.ts";

const MIB = 2 ** 20;

Deno.test("a block that would end beyond 4 GiB is refused, one that fits is found", async () => {
  const { module } = await startTfjsModule(false);
  const take = (mebibytes: number) => allocate(module, mebibytes * MIB);
  const low = [take(1024), take(64), take(1024), take(1024), take(512)];
  // What is left of the heap is less than any of these.
  for (const mebibytes of [768, 512, 300, 1024, 2047, 2048, 2049, 4095]) {
    assertThrows(() => take(mebibytes), HeapExhaustedError);
  }
  module._free(low[2]!);
  assertEquals(take(1000) >= low[2]!, true, "the hole is found");
  assertThrows(() => take(768), HeapExhaustedError);
});

Deno.test("blocks never overlap nor pass the end of the heap", async () => {
  const { module } = await startTfjsModule(true);
  const size = fc.oneof(
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 0, max: MIB }),
    fc.integer({ min: MIB, max: 200 * MIB }),
    fc.integer({ min: 200 * MIB, max: 2 ** 31 + 100 * MIB }),
  );
  const steps = fc.array(
    fc.record({
      size,
      freed: fc.option(fc.nat(), { freq: 2, nil: undefined }),
    }),
    { minLength: 5, maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (steps) => {
      const live: { readonly start: number; readonly end: number }[] = [];
      try {
        for (const { size, freed } of steps) {
          if (freed !== undefined && live.length > 0) {
            const [block] = live.splice(freed % live.length, 1);
            module._free(block!.start);
          }
          const start = allocated(module, size);
          if (start === undefined) continue;
          const end = start + Math.max(1, size);
          assert(end <= module.HEAPU8.length, `${end} is beyond the heap`);
          const other = live.find((block) =>
            block.start < end && start < block.end
          );
          assertEquals(other, undefined, "two blocks overlap");
          live.push({ start, end });
        }
      } finally {
        for (const { start } of live) module._free(start);
      }
    }),
    { numRuns: 300, seed: 1 },
  );
  // Whatever was refused meanwhile is not lost.
  module._free(allocate(module, 2048 * MIB));
});

function allocated(module: TfjsModule, size: number): number | undefined {
  try {
    return allocate(module, size);
  } catch (error) {
    assert(error instanceof HeapExhaustedError, String(error));
    return undefined;
  }
}

Deno.test("a kernel that finds no room leaves nothing behind", async (t) => {
  const setting = { threads: 2, relaxed: true };
  const operations = KERNEL_BINARIES.map(({ operation }) => operation);
  const backend = await startKernels(operations, setting);
  const { wasm: module } = backend;
  const refused = new Set<string>();
  try {
    for (const { kernelName, kernelFunc } of ENGINE_KERNELS) {
      await t.step(kernelName, () => {
        for (const call of KERNEL_CALLS[kernelName]!) {
          for (const room of ROOMS) {
            const inputs = inputsOf(backend, call);
            const before = backend.numDataIds();
            const filler = fillBut(module, room);
            let error: unknown;
            try {
              const outputs = [
                backend.freeingOnError(() =>
                  kernelFunc({ inputs, attrs: call.attrs, backend })
                ),
              ].flat() as tf.TensorInfo[];
              for (const { dataId } of outputs) backend.disposeData(dataId);
            } catch (thrown) {
              error = thrown;
              refused.add(kernelName);
            }
            for (const address of filler) module._free(address);
            assert(
              error === undefined || error instanceof HeapExhaustedError,
              String(error),
            );
            assertEquals(backend.numDataIds(), before);
            for (const { dataId } of Object.values(inputs)) {
              backend.disposeData(dataId);
            }
          }
        }
      });
    }
    // All but those that take no memory of their own, or leave it to tfjs.
    assert(refused.size >= ENGINE_KERNELS.length - 3, [...refused].join(" "));
    assertEquals(backend.numDataIds(), 0);
    module._free(allocate(module, 2048 * MIB));
  } finally {
    backend.dispose();
  }
});

/** Bytes that are left: none, those for a part of what a kernel takes, enough. */
const ROOMS = [
  0,
  1000,
  MIB,
  MIB + 20_000,
  ...[70, 150, 500].map((k) => MIB + 1000 * k),
];

/** Takes the heap, but for some bytes that lie together. */
function fillBut(module: TfjsModule, room: number): readonly number[] {
  const hole = allocate(module, room);
  const taken: number[] = [];
  for (let size = 2 ** 31; size >= 64; size /= 2) {
    for (;;) {
      const address = allocated(module, size);
      if (address === undefined) break;
      taken.push(address);
    }
  }
  module._free(hole);
  return taken;
}

Deno.test("after an operation found no room, the next one is right", async () => {
  await startBackend("fullgrad-wasm", { threads: 2 });
  const backend = tf.backend() as unknown as FullgradBackend;
  const x = tf.tensor(Float32Array.from({ length: 2 ** 16 }, (_, i) => i % 7));
  const state = () => [tf.memory().numTensors, backend.numDataIds()];
  const before = state();
  for (let i = 0; i < 3; i++) {
    const filler = fillBut(backend.wasm, MIB + 400_000);
    assertThrows(
      // There is room for one.
      () => tf.tidy(() => tf.add(tf.mul(x, 2), tf.mul(x, 3))),
      HeapExhaustedError,
    );
    for (const address of filler) backend.wasm._free(address);
    assertEquals(state(), before);
    const sum = tf.tidy(() => tf.sum(tf.mul(x, 2)));
    assertEquals([...await sum.data()], [393_206]);
    sum.dispose();
  }
  x.dispose();
});

Deno.test("a tensor that finds no room here stays where it is", async () => {
  await startBackend("cpu");
  const elsewhere = tf.tensor(new Float32Array(2 ** 16).fill(3));
  await startBackend("fullgrad-wasm");
  const backend = tf.backend() as unknown as FullgradBackend;
  const filler = fillBut(backend.wasm, 1000);
  assertThrows(() => tf.neg(elsewhere), HeapExhaustedError);
  for (const address of filler) backend.wasm._free(address);
  const sum = tf.tidy(() => tf.sum(elsewhere));
  assertEquals([...await sum.data()], [3 * 2 ** 16]);
  tf.dispose([sum, elsewhere]);
});
