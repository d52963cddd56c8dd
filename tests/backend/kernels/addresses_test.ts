/** Every kernel at addresses and on sizes that do not fit 31 bits. */
import { assertEquals } from "@std/assert";
import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../../lib/backend/engine/mod.ts";
import {
  ENGINE_KERNELS,
  KERNEL_BINARIES,
} from "../../../lib/backend/kernels/mod.ts";
import { inputsOf, KERNEL_CALLS } from "./kernel_calls.ts";
import { startKernels, tensorOn, valuesOf } from "./start_kernels.ts";

const OPERATIONS = KERNEL_BINARIES.map(({ operation }) => operation);

const SETTING = { threads: 2, relaxed: true };

/** Where the inputs come to lie. */
const PLACES: Readonly<Record<string, number>> = {
  "across 2 GiB": 2 ** 31 - 40_000,
  "across 2 GiB, later": 2 ** 31 - 160_000,
  "before the end of the heap": 2 ** 32 - 200 * 2 ** 20,
};

/** The bits of what every call gives. */
function results(backend: FullgradBackend): Record<string, Uint8Array[]> {
  return Object.fromEntries(ENGINE_KERNELS.map(({ kernelName, kernelFunc }) => [
    kernelName,
    KERNEL_CALLS[kernelName]!.flatMap((call) => {
      const inputs = inputsOf(backend, call);
      const outputs = [
        kernelFunc({ inputs, attrs: call.attrs, backend }),
      ].flat() as tf.TensorInfo[];
      const bytes = outputs.map((output) =>
        new Uint8Array(valuesOf(backend, output).buffer)
      );
      for (const { dataId } of Object.values(inputs)) {
        backend.disposeData(dataId);
      }
      return bytes;
    }),
  ]));
}

/** Takes the heap up to an address. */
function fillUpTo(backend: FullgradBackend, address: number): void {
  const probe = tensorOn(backend, new Float32Array(4), [4]);
  const start = backend.address(probe);
  backend.disposeData(probe.dataId);
  backend.makeOutput([address - start], "bool");
}

Deno.test("every kernel is called", () => {
  assertEquals(
    Object.keys(KERNEL_CALLS).toSorted(),
    ENGINE_KERNELS.map(({ kernelName }) => kernelName).toSorted(),
  );
});

Deno.test("addresses beyond 2 GiB change no bit", async (t) => {
  const low = await startKernels(OPERATIONS, SETTING);
  const expected = results(low);
  low.dispose();
  for (const [name, address] of Object.entries(PLACES)) {
    await t.step(name, async () => {
      const high = await startKernels(OPERATIONS, SETTING);
      try {
        fillUpTo(high, address);
        const got = results(high);
        for (const kernelName of Object.keys(KERNEL_CALLS)) {
          assertEquals(
            got[kernelName],
            expected[kernelName],
            `${kernelName} gives other values`,
          );
        }
      } finally {
        high.dispose();
      }
    });
  }
});

Deno.test("a tensor of 2.5 GiB is read to its end", async () => {
  const backend = await startKernels(OPERATIONS, SETTING);
  const run = (
    kernelName: string,
    inputs: tf.NamedTensorInfoMap,
    attrs: Record<string, unknown>,
  ) => {
    const { kernelFunc } = ENGINE_KERNELS.find((kernel) =>
      kernel.kernelName === kernelName
    )!;
    const out = kernelFunc({ inputs, attrs, backend }) as tf.TensorInfo;
    return valuesOf(backend, out);
  };
  try {
    // Nobody has written there: the system has no memory behind it.
    const [rows, columns] = [2 ** 15 + 2 ** 13, 2 ** 14];
    const first = backend.makeOutput([2 ** 16], "float32");
    const x = backend.makeOutput([rows, columns], "float32");
    const values = backend.typedArrayFromHeap(x) as Float32Array;
    values[2 ** 29 - 1] = 2;
    values[2 ** 29] = 3;
    values[values.length - 1] = 4;
    const lastRow = 2 ** 15 - 1;

    const overRows = { axis: [1], reductionIndices: [1], keepDims: false };
    for (const kernelName of ["Sum", "Max"]) {
      const perRow = run(kernelName, { x }, overRows);
      assertEquals(perRow.length, rows);
      assertEquals([...perRow.subarray(lastRow, lastRow + 2)], [2, 3]);
      assertEquals(perRow.at(-1), 4);
    }
    const all = { axis: [0, 1], reductionIndices: [0, 1], keepDims: false };
    assertEquals([...run("Sum", { x }, all)], [9]);
    const begin = [rows - 1, columns - 5];
    assertEquals(
      [...run("Slice", { x }, { begin, size: [1, 5] })],
      [0, 0, 0, 0, 4],
    );
    const image = { ...x, shape: [1, rows / 64, columns, 64] };
    const window = { filterSize: [64, 256], strides: [64, 256], pad: "valid" };
    assertEquals(run("MaxPool", { x: image }, window).at(-1), 4);
    const ones = tensorOn(backend, new Float32Array(rows).fill(1), [
      1,
      1,
      rows,
    ]);
    const product = run("BatchMatMul", {
      a: ones,
      b: { ...x, shape: [1, rows, columns] },
    }, { transposeA: false, transposeB: false });
    assertEquals([product[0], product.at(-1)], [3, 6]);
    for (const { dataId } of [first, x, ones]) backend.disposeData(dataId);
  } finally {
    backend.dispose();
  }
});
