import type * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { assertEquals, assertThrows } from "@std/assert";
import type { FullgradBackend } from "../../../../lib/backend/engine/mod.ts";
import { MATMUL_CASES } from "./cases.ts";
import { matmulKernels } from "../../../../lib/backend/kernels/matmul/matmul.ts";
import { matmul, type MatmulShape } from "./reference.ts";
import { assertNear } from "../assert_near.ts";
import { type KernelOperand, runKernel } from "../run_kernel.ts";
import { seededValues } from "../seeded_values.ts";
import { KERNEL_SETTINGS, startKernels } from "../start_kernels.ts";

for (const setting of KERNEL_SETTINGS) {
  const { threads, relaxed } = setting;
  const name = `matmul, ${threads} thread(s)${relaxed ? ", relaxed" : ""}`;
  Deno.test(`${name}: all cases`, async (t) => {
    const backend = await startKernels(["matmul"], setting);
    try {
      for (const { name, shape } of MATMUL_CASES) {
        await t.step(name, () => assertRight(backend, shape));
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("matmul: random shapes", async () => {
  const backend = await startKernels(["matmul"], KERNEL_SETTINGS[3]!);
  const length = fc.oneof(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 150 }),
  );
  const batch = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 });
  const shapes = fc.record({
    batchA: batch,
    shared: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
    m: length,
    n: length,
    k: length,
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  }).map(({ shared, ...shape }): MatmulShape => ({
    ...shape,
    batchB: shape.batchA.map((length, i) => shared[i] ? length : 1),
  }));
  try {
    fc.assert(fc.property(shapes, (shape) => assertRight(backend, shape)), {
      numRuns: 200,
      seed: 2,
    });
  } finally {
    backend.dispose();
  }
});

Deno.test("matmul: two threads give the bits of one", async () => {
  const one = await startKernels(["matmul"], KERNEL_SETTINGS[2]!);
  const two = await startKernels(["matmul"], KERNEL_SETTINGS[3]!);
  const sizes = [[1, 500, 3000], [4, 500, 3000], [200, 300, 600], [
    30,
    30,
    9000,
  ]];
  try {
    for (const [m, n, k] of sizes as [number, number, number][]) {
      for (const transposeB of [false, true]) {
        const shape = { ...PLAIN, m, n, k, transposeB };
        assertEquals(product(two, shape), product(one, shape));
      }
    }
  } finally {
    one.dispose();
    two.dispose();
  }
});

Deno.test("fused matmul: bias and activation of any shape", async (t) => {
  const backend = await startKernels(["matmul"], KERNEL_SETTINGS[3]!);
  try {
    for (
      const [m, n, k] of [[1, 30, 40], [20, 30, 40], [8, 30, 4000], [
        90,
        80,
        700,
      ]]
    ) {
      const shape = { ...PLAIN, m: m!, n: n!, k: k! };
      const [[a], [b]] = operands(shape);
      const plain = matmul(shape, a, b);
      for (const biasShape of [undefined, [n!], [1, n!], [m!, n!], [1], []]) {
        await t.step(`${m}×${k}×${n}, bias ${biasShape}`, () => {
          const size = (biasShape ?? [0]).reduce((x, y) => x * y, 1);
          const bias = seededValues(size, 5);
          const slopes = seededValues(n!, 6);
          const sums = plain.map((value, i) =>
            value + (size ? bias[i % size]! : 0)
          );
          const add = biasShape && { bias: [bias, biasShape] as const };
          const linear = product(backend, shape, "_FusedMatMul", add, {
            activation: "linear",
          });
          assertNear(linear, sums, 1e-5);
          const prelu = product(backend, shape, "_FusedMatMul", {
            preluActivationWeights: [slopes, [n!]],
            ...add,
          }, { activation: "prelu" });
          assertNear(
            prelu,
            sums.map((sum, i) => sum < 0 ? sum * slopes[i % n!]! : sum),
            1e-5,
          );
        });
      }
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("the gradient of a dense layer is a product with the transpose", async () => {
  const backend = await startKernels(["matmul"], KERNEL_SETTINGS[3]!);
  const shape = { ...PLAIN, m: 20, n: 30, k: 40, transposeB: true };
  const [dy, kernel] = operands(shape);
  try {
    const got = runKernel(
      backend,
      matmulKernels,
      "FullGradDenseBackpropInput",
      { dy, kernel },
      {},
    );
    assertNear(got, matmul(shape, dy[0], kernel[0]), 1e-5);
  } finally {
    backend.dispose();
  }
});

Deno.test("matmul: integers give integers", async () => {
  const backend = await startKernels(["matmul"], KERNEL_SETTINGS[2]!);
  const tensor = (values: number[], shape: number[]) =>
    backend.makeOutput(shape, "int32", null, Int32Array.from(values));
  try {
    const out = matmulKernels[0]!.kernelFunc({
      inputs: { a: tensor([1, -2, 3], [1, 3]), b: tensor([4, 5, 6], [3, 1]) },
      attrs: { transposeA: false, transposeB: false },
      backend,
    }) as tf.TensorInfo;
    assertEquals(out.dtype, "int32");
    assertEquals([...backend.readSync(out.dataId) as Int32Array], [12]);
    assertEquals(backend.numDataIds(), 3);
  } finally {
    backend.dispose();
  }
});

Deno.test("matmul refuses inner lengths that differ", async () => {
  const backend = await startKernels(["matmul"], KERNEL_SETTINGS[0]!);
  const values = new Float32Array(6);
  try {
    assertThrows(
      () =>
        runKernel(backend, matmulKernels, "BatchMatMul", {
          a: [values, [2, 3]],
          b: [values, [2, 3]],
        }, { transposeA: false, transposeB: false }),
      RangeError,
      "inner lengths must be the same: current values are 3 and 2",
    );
  } finally {
    backend.dispose();
  }
});

const PLAIN: MatmulShape = {
  batchA: [],
  batchB: [],
  m: 1,
  n: 1,
  k: 1,
  transposeA: false,
  transposeB: false,
};

function assertRight(backend: FullgradBackend, shape: MatmulShape): void {
  const [[a], [b]] = operands(shape);
  assertNear(product(backend, shape), matmul(shape, a, b), 1e-5);
}

function product(
  backend: FullgradBackend,
  shape: MatmulShape,
  kernel = "BatchMatMul",
  more: Readonly<Record<string, KernelOperand>> = {},
  attributes: Record<string, unknown> = {},
): Float32Array {
  const [a, b] = operands(shape);
  const { transposeA, transposeB } = shape;
  return runKernel(backend, matmulKernels, kernel, { a, b, ...more }, {
    transposeA,
    transposeB,
    ...attributes,
  });
}

function operands(shape: MatmulShape): [a: KernelOperand, b: KernelOperand] {
  const { batchA, batchB, m, n, k, transposeA, transposeB } = shape;
  const shapeA = [...batchA, ...(transposeA ? [k, m] : [m, k])];
  const shapeB = [...batchB, ...(transposeB ? [n, k] : [k, n])];
  const size = (lengths: readonly number[]) =>
    lengths.reduce((x, y) => x * y, 1);
  return [
    [seededValues(size(shapeA), 1), shapeA],
    [seededValues(size(shapeB), 2), shapeB],
  ];
}
