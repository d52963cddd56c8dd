import * as fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import type { FullgradBackend } from "../../../../lib/backend/engine/fullgrad_backend.ts";
import { REDUCE_CASES } from "./cases.ts";
import { reduceKernels } from "../../../../lib/backend/kernels/reduce/reduce.ts";
import { overAxes } from "../../../propagation/float64/mod.ts";
import { REDUCE_REFERENCE } from "./reference.ts";
import { assertNear } from "../assert_near.ts";
import { runKernel } from "../run_kernel.ts";
import { seededValues } from "../seeded_values.ts";
import { startKernels } from "../start_kernels.ts";

for (const threads of [1, 2]) {
  Deno.test(`reduce, ${threads} thread(s): all cases`, async () => {
    const backend = await start(threads);
    try {
      for (const [shape, axes] of REDUCE_CASES) {
        assertRight(backend, shape, axes);
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("reduce: random shapes and axes", async () => {
  const backend = await start(1);
  try {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 6 }), fc.boolean()),
          { minLength: 1, maxLength: 5 },
        ),
        (axes) =>
          assertRight(
            backend,
            axes.map(([length]) => length),
            axes.flatMap(([, reduced], axis) => reduced ? [axis] : []),
          ),
      ),
      { numRuns: 200, seed: 1 },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("reduce: two threads give the bits of one", async () => {
  const [one, two] = [await start(1), await start(2)];
  const x = seededValues(300000, 1);
  try {
    for (
      const [shape, axis] of [
        [[300000], [0]],
        [[3000, 100], [1]],
        [[3000, 100], [0]],
      ]
    ) {
      for (const name of Object.keys(REDUCE_REFERENCE)) {
        assertEquals(
          call(two, name, x, shape!, axis!),
          call(one, name, x, shape!, axis!),
        );
      }
    }
  } finally {
    one.dispose();
    two.dispose();
  }
});

Deno.test("sum: adds a million small values to a large one", async () => {
  const backend = await start(1);
  try {
    const x = new Float32Array(1e6).fill(1e-4);
    x[0] = 1e4;
    // In float32 the small ones would be lost: 1e4 + 1e-4 is 1e4.
    assertNear(call(backend, "Sum", x, [1e6], [0]), [1e4 + 1e2 - 1e-4], 1e-7);
  } finally {
    backend.dispose();
  }
});

Deno.test("reduce: NaN anywhere is the result", async () => {
  const backend = await start(1);
  try {
    for (const name of Object.keys(REDUCE_REFERENCE)) {
      for (const at of [0, 17, 69]) {
        const x = seededValues(70, 1);
        x[at] = NaN;
        const [inRow] = call(backend, name, x, [70], [0]);
        assert(Number.isNaN(inRow), `${name}, row, ${at}`);
        const columns = call(backend, name, x, [2, 35], [0]);
        assert(Number.isNaN(columns[at % 35]), `${name}, column, ${at}`);
      }
    }
  } finally {
    backend.dispose();
  }
});

function start(threads: number): Promise<FullgradBackend> {
  return startKernels(["reduce"], { threads, relaxed: false });
}

function call(
  backend: FullgradBackend,
  name: string,
  x: Float32Array,
  shape: readonly number[],
  axis: readonly number[],
): Float32Array {
  return runKernel(backend, reduceKernels, name, { x: [x, shape] }, {
    [name === "Max" ? "reductionIndices" : "axis"]: axis,
    keepDims: true,
  });
}

function assertRight(
  backend: FullgradBackend,
  shape: readonly number[],
  axes: readonly number[],
): void {
  const x = seededValues(shape.reduce((a, b) => a * b, 1), 1);
  for (const [name, of] of Object.entries(REDUCE_REFERENCE)) {
    assertNear(
      call(backend, name, x, shape, axes),
      overAxes({ shape, data: Float64Array.from(x) }, axes, of).data,
      1e-6,
    );
  }
}
