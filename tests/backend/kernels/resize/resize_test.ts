import * as fc from "fast-check";
import type { FullgradBackend } from "../../../../lib/backend/engine/fullgrad_backend.ts";
import { RESIZE_CASES } from "./cases.ts";
import { resizeKernels } from "../../../../lib/backend/kernels/resize/resize.ts";
import { resize, resizeGradient, type ResizeShape } from "./reference.ts";
import { assertEquals } from "@std/assert";
import { assertNear } from "../assert_near.ts";
import { runKernel } from "../run_kernel.ts";
import { seededValues } from "../seeded_values.ts";
import { startKernels } from "../start_kernels.ts";

for (const threads of [1, 2]) {
  Deno.test(`resize, ${threads} thread(s): all cases`, async () => {
    const backend = await start(threads);
    try {
      for (const shape of RESIZE_CASES) assertRight(backend, shape);
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("resize: random sizes", async () => {
  const backend = await start(1);
  try {
    fc.assert(
      fc.property(randomShape(), (shape) => assertRight(backend, shape)),
      { numRuns: 200, seed: 1 },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("resize: two threads give the bits of one", async () => {
  const [one, two] = [await start(1), await start(2)];
  const shape: ResizeShape = {
    images: 2,
    from: [30, 40],
    to: [64, 50],
    channels: 30,
    alignCorners: false,
    halfPixelCenters: true,
  };
  try {
    assertEquals(run(two, shape), run(one, shape));
  } finally {
    one.dispose();
    two.dispose();
  }
});

function assertRight(backend: FullgradBackend, shape: ResizeShape): void {
  const { x, dy } = operands(shape);
  const got = run(backend, shape);
  // tfjs's kernel, of few channels, has its positions in float32.
  assertNear(got.linear, resize(shape, "linear", x), 5e-6);
  for (const kind of ["linear", "nearest"] as const) {
    assertNear(
      got[`${kind}Gradient`],
      resizeGradient(shape, kind, dy),
      2e-6,
    );
  }
}

function run(backend: FullgradBackend, shape: ResizeShape) {
  const { images, from, to, channels, alignCorners, halfPixelCenters } = shape;
  const { x, dy } = operands(shape);
  const attrs = { size: to, alignCorners, halfPixelCenters };
  const before = [images, ...from, channels];
  const after = [images, ...to, channels];
  const gradient = (name: string) =>
    runKernel(backend, resizeKernels, name, {
      dy: [dy, after],
      images: [x, before],
    }, attrs);
  return {
    linear: runKernel(backend, resizeKernels, "ResizeBilinear", {
      images: [x, before],
    }, attrs),
    linearGradient: gradient("ResizeBilinearGrad"),
    nearestGradient: gradient("ResizeNearestNeighborGrad"),
  };
}

function operands({ images, from, to, channels }: ResizeShape) {
  return {
    x: seededValues(images * from[0] * from[1] * channels, 1),
    dy: seededValues(images * to[0] * to[1] * channels, 2),
  };
}

function randomShape(): fc.Arbitrary<ResizeShape> {
  const side = fc.integer({ min: 1, max: 12 });
  return fc.record({
    images: fc.integer({ min: 1, max: 2 }),
    from: fc.tuple(side, side),
    to: fc.tuple(side, side),
    channels: fc.integer({ min: 1, max: 24 }),
    way: fc.constantFrom([false, false], [true, false], [false, true]),
  }).map(({ way, ...shape }) => ({
    ...shape,
    alignCorners: way[0]!,
    halfPixelCenters: way[1]!,
  }));
}

function start(threads: number): Promise<FullgradBackend> {
  return startKernels(["resize"], { threads, relaxed: false });
}
