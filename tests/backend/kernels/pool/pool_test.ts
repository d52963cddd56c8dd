import * as fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import type { FullgradBackend } from "../../../../lib/backend/engine/fullgrad_backend.ts";
import { POOL_CASES } from "./cases.ts";
import { poolKernels } from "../../../../lib/backend/kernels/pool/pool.ts";
import { outSize, type PoolShape } from "../../../propagation/float64/mod.ts";
import { poolForward, poolGradient } from "./reference.ts";
import { assertNear } from "../assert_near.ts";
import { runKernel } from "../run_kernel.ts";
import { seededValues } from "../seeded_values.ts";
import { startKernels } from "../start_kernels.ts";

for (const threads of [1, 2]) {
  Deno.test(`pool, ${threads} thread(s): all cases`, async () => {
    const backend = await start(threads);
    try {
      for (const shape of POOL_CASES) {
        for (const values of VALUES) assertRight(backend, shape, values);
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("pool: random shapes", async () => {
  const backend = await start(1);
  try {
    fc.assert(
      fc.property(
        randomShape(),
        fc.constantFrom(...VALUES),
        (shape, values) => assertRight(backend, shape, values),
      ),
      { numRuns: 200, seed: 1 },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("pool: two threads give the bits of one", async () => {
  const one = await start(1);
  const two = await start(2);
  const shape: PoolShape = {
    images: 2,
    size: [60, 50],
    channels: 40,
    filter: [3, 3],
    strides: [2, 2],
    dilations: [1, 1],
    pad: [1, 1, 1, 1],
  };
  try {
    assertEquals(run(two, shape, seededValues), run(one, shape, seededValues));
  } finally {
    one.dispose();
    two.dispose();
  }
});

Deno.test("max pool: skips NaN, and so does its gradient", async () => {
  const backend = await start(1);
  try {
    const x = new Float32Array([NaN, -3, -2, NaN, NaN, NaN, NaN, NaN]);
    const got = runKernel(backend, poolKernels, "MaxPool", {
      x: [x, [1, 2, 4, 1]],
    }, { filterSize: 2, strides: 2, pad: "valid" });
    assertEquals([...got], [-3, -2]);
    const dx = runKernel(backend, poolKernels, "MaxPoolGrad", {
      dy: [new Float32Array([5, 7]), [1, 1, 2, 1]],
      input: [x, [1, 2, 4, 1]],
      output: [got, [1, 1, 2, 1]],
    }, { filterSize: 2, strides: 2, pad: "valid" });
    assertEquals([...dx], [0, 5, 7, 0, 0, 0, 0, 0]);
  } finally {
    backend.dispose();
  }
});

Deno.test("pool: windows of one value copy what keeps its size", async () => {
  const backend = await start(1);
  try {
    const x = seededValues(12, 1);
    for (const name of ["MaxPool", "AvgPool"]) {
      const got = runKernel(backend, poolKernels, name, {
        x: [x, [1, 2, 2, 3]],
      }, { filterSize: 1, strides: 2, pad: 1, dimRoundingMode: "floor" });
      assertEquals(got, x);
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("average pool: NaN stays NaN", async () => {
  const backend = await start(1);
  try {
    const [got] = runKernel(backend, poolKernels, "AvgPool", {
      x: [new Float32Array([1, 2, NaN, 3]), [1, 2, 2, 1]],
    }, { filterSize: 2, strides: 2, pad: "valid" });
    assert(Number.isNaN(got));
  } finally {
    backend.dispose();
  }
});

function start(threads: number): Promise<FullgradBackend> {
  return startKernels(["pool"], { threads, relaxed: false });
}

type Values = (count: number, seed: number) => Float32Array;

/** Of all signs, below 0, and full of ties. */
const VALUES: readonly Values[] = [
  seededValues,
  (count, seed) => seededValues(count, seed).map((value) => value - 2),
  (count, seed) => seededValues(count, seed).map((v) => Math.round(1.4 * v)),
];

function assertRight(
  backend: FullgradBackend,
  shape: PoolShape,
  values: Values,
): void {
  const { x, dy } = operands(shape, values);
  const got = run(backend, shape, values);
  const max = poolForward(shape, "max", x);
  assertEquals([...got.max], [...max]);
  // The mean of nothing is NaN, as on tfjs's CPU backend.
  const mean = poolForward(shape, "mean", x);
  mean.forEach((value, i) =>
    assertEquals(Number.isNaN(got.mean[i]), Number.isNaN(value))
  );
  const finite = (list: ArrayLike<number>) =>
    Float32Array.from(list, (value) => Number.isNaN(value) ? 0 : value);
  assertNear(finite(got.mean), finite(mean), 1e-6);
  assertEquals([...got.ties], [...poolForward(shape, "ties", x)]);
  for (const kind of ["max", "tied", "inside", "whole"] as const) {
    assertNear(got[`${kind}Gradient`], poolGradient(shape, kind, x, dy), 1e-6);
  }
  assertEquals(got.tfjsMaxGradient, got.maxGradient);
}

function run(backend: FullgradBackend, shape: PoolShape, values: Values) {
  const { x, dy } = operands(shape, values);
  const { images, size, channels, filter, strides } = shape;
  const [top, bottom, left, right] = shape.pad;
  const inShape = [images, ...size, channels];
  const outShape = [images, ...outSize(shape), channels];
  const pads = [[top, bottom], [left, right]];
  const tfjs = {
    filterSize: filter,
    strides,
    pad: [[0, 0], ...pads, [0, 0]],
  };
  const ours = { filterSize: filter, strides, pad: pads, inputShape: inShape };
  const call = (
    name: string,
    inputs: Parameters<typeof runKernel>[3],
    attrs: Record<string, unknown>,
  ) => runKernel(backend, poolKernels, name, inputs, attrs);
  const max = call("MaxPool", { x: [x, inShape] }, tfjs);
  const mean = call("AvgPool", { x: [x, inShape] }, tfjs);
  return {
    max,
    mean,
    ties: call("FullGradMaxPoolTies", {
      x: [x, inShape],
      y: [max, outShape],
    }, ours),
    maxGradient: call("FullGradMaxPoolGradient", {
      dy: [dy, outShape],
      x: [x, inShape],
      y: [max, outShape],
    }, ours),
    tiedGradient: call("FullGradTiedMaxPoolGradient", {
      dy: [dy, outShape],
      x: [x, inShape],
      y: [max, outShape],
    }, ours),
    tfjsMaxGradient: call("MaxPoolGrad", {
      dy: [dy, outShape],
      input: [x, inShape],
      output: [max, outShape],
    }, tfjs),
    insideGradient: call(
      "FullGradAveragePoolGradient",
      { dy: [dy, outShape] },
      ours,
    ),
    wholeGradient: call("AvgPoolGrad", {
      dy: [dy, outShape],
      input: [x, inShape],
    }, tfjs),
  };
}

function operands(shape: PoolShape, values: Values) {
  const { images, size, channels } = shape;
  const [height, width] = outSize(shape);
  return {
    x: values(images * size[0] * size[1] * channels, 1),
    dy: seededValues(images * height * width * channels, 2),
  };
}

function randomShape(): fc.Arbitrary<PoolShape> {
  const pair = (min: number, max: number) =>
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
  const pad = fc.integer({ min: 0, max: 3 });
  return fc.record<PoolShape>({
    images: fc.integer({ min: 1, max: 2 }),
    size: pair(1, 12),
    channels: fc.integer({ min: 1, max: 9 }),
    filter: pair(1, 4),
    strides: pair(1, 5),
    dilations: fc.constant<[number, number]>([1, 1]),
    pad: fc.tuple(pad, pad, pad, pad),
  }).filter((shape) =>
    outSize(shape).every((length) => length > 0) && !isIdentity(shape)
  );
}

/** Windows of one value and an output of the input's size: tfjs copies. */
function isIdentity(shape: PoolShape): boolean {
  return shape.filter.every((length) => length === 1) &&
    outSize(shape).every((length, axis) => length === shape.size[axis]);
}
