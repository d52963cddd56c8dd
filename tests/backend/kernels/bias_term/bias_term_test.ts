import * as fc from "fast-check";
import type * as tf from "@tensorflow/tfjs";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import type { FullgradBackend } from "../../../../lib/backend/engine/fullgrad_backend.ts";
import { biasTermKernels } from "../../../../lib/backend/kernels/bias_term/bias_term.ts";
import { pointwiseKernels } from "../../../../lib/backend/kernels/pointwise/pointwise.ts";
import { TERM_CASES } from "./cases.ts";
import { biasTerm, type TermCase, upsampleAdd } from "./reference.ts";
import { assertNear } from "../assert_near.ts";
import { runKernel } from "../run_kernel.ts";
import { seededValues } from "../seeded_values.ts";
import { startKernels, tensorOn, valuesOf } from "../start_kernels.ts";

const EPSILON = 1e-6;

for (const threads of [1, 2]) {
  Deno.test(`bias term, ${threads} thread(s): all cases`, async () => {
    const backend = await startKernels(["bias_term"], {
      threads,
      relaxed: false,
    });
    try {
      for (const shape of TERM_CASES) assertRight(backend, shape);
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("bias term: random shapes", async () => {
  const backend = await startKernels(["bias_term"], SINGLE);
  try {
    fc.assert(
      fc.property(randomCase(), (shape) => assertRight(backend, shape)),
      { numRuns: 100, seed: 4 },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("bias term: two threads give the bits of one", async () => {
  const one = await startKernels(["bias_term"], SINGLE);
  const two = await startKernels(["bias_term"], { threads: 2, relaxed: false });
  try {
    for (const rescale of ["layer", "channel"] as const) {
      const shape: TermCase = {
        ...TERM_CASES[0]!,
        size: [60, 50],
        channels: 30,
        rescale,
      };
      assertEquals(run(two, shape), run(one, shape));
    }
  } finally {
    one.dispose();
    two.dispose();
  }
});

for (const threads of [1, 2]) {
  Deno.test(`bias term, ${threads} thread(s): of a function it is the bits of rest, term and gradient`, async () => {
    const backend = await startKernels(["bias_term", "pointwise"], {
      threads,
      relaxed: false,
    });
    const attrs = {
      maps: ["absolute", "square"],
      rescale: "layer",
      epsilon: EPSILON,
    };
    try {
      for (const fn of ["clippedRelu", "gelu", "geluTanh", "swish"]) {
        for (const channels of [1, 3, 4, 7, 67]) {
          const shape = [2, 9, 31, channels];
          const count = 2 * 9 * 31 * channels;
          const g = [seededValues(count, 1), shape] as const;
          const x = seededValues(count, 2).map((value) => 3 * value);
          x[count - 1] = NaN;
          const of = { fn, ceiling: 1.5 };
          const gated = (part: string) =>
            runKernel(backend, pointwiseKernels, "FullGradGated", {
              x: [x, shape],
              dy: g,
            }, { ...of, part });
          const [sums, absolute, ...maps] = callTerm(backend, {
            g,
            factor: [gated("rest"), shape],
          }, attrs);
          assertEquals(
            callTerm(
              backend,
              { g, x: [x, shape] },
              { ...attrs, ...of },
              "FullGradActivationTerm",
            ),
            [sums, absolute, gated("gradient"), ...maps],
            `${fn} of ${channels} channels`,
          );
        }
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("bias term: refuses to rescale a function's term over channels", async () => {
  const backend = await startKernels(["bias_term"], SINGLE);
  const values = [new Float32Array(4), [1, 1, 1, 4]] as const;
  try {
    assertThrows(
      () =>
        callTerm(
          backend,
          { g: values, x: values },
          { fn: "swish", maps: ["absolute"], rescale: "channel", epsilon: 0 },
          "FullGradActivationTerm",
        ),
      RangeError,
      "current value is channel",
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("bias term: a constant term leaves an exactly empty map", async () => {
  const backend = await startKernels(["bias_term"], SINGLE);
  const shape = [1, 9, 9, 67];
  const g = new Float32Array(9 * 9 * 67).fill(0.1);
  const factor = new Float32Array(67).fill(-0.7);
  try {
    for (const rescale of ["layer", "batch", "channel"]) {
      for (const magnitude of ["absolute", "negative", "square"]) {
        const [, , map] = callTerm(backend, {
          g: [g, shape],
          factor: [factor, [67]],
        }, {
          maps: [magnitude],
          rescale,
          epsilon: 1e-6,
        });
        assert(map!.every((value) => value === 0), `${rescale}, ${magnitude}`);
      }
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("bias term: signed and absolute maps in one pass add up", async () => {
  const backend = await startKernels(["bias_term"], SINGLE);
  try {
    const g = seededValues(3 * 4 * 5 * 6, 1);
    const [sums, absolute, signed, magnitude] = callTerm(backend, {
      g: [g, [3, 4, 5, 6]],
      factor: ONE,
    }, { maps: ["signed", "absolute"], rescale: "none", epsilon: 0 });
    for (let n = 0; n < 3; n++) {
      const total = (map: Float32Array) =>
        map.subarray(n * 20, (n + 1) * 20).reduce((a, b) => a + b, 0);
      assertAlmostEquals(total(signed!), sums![n]!, 1e-5);
      assertAlmostEquals(total(magnitude!), absolute![n]!, 1e-5);
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("bias term: NaN in the gradient reaches the sums", async () => {
  const backend = await startKernels(["bias_term"], SINGLE);
  try {
    for (const at of [0, 4]) {
      const g = new Float32Array(5).fill(1);
      g[at] = NaN;
      const [sums] = callTerm(backend, {
        g: [g, [1, 1, 1, 5]],
        factor: ONE,
      }, { maps: [], rescale: "none", epsilon: 0 });
      assert(Number.isNaN(sums![0]), `at ${at}`);
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("bias term: nothing has a sum of 0", async () => {
  const backend = await startKernels(["bias_term"], SINGLE);
  try {
    const [sums, absolute, map] = callTerm(backend, {
      g: [new Float32Array(), [2, 0, 3, 4]],
      factor: ONE,
    }, { maps: ["absolute"], rescale: "layer", epsilon: 0 });
    assertEquals([[...sums!], [...absolute!], [...map!]], [[0, 0], [0, 0], []]);
  } finally {
    backend.dispose();
  }
});

Deno.test("bias term: refuses a factor of another shape", async () => {
  const backend = await startKernels(["bias_term"], SINGLE);
  try {
    assertThrows(
      () =>
        callTerm(backend, {
          g: [new Float32Array(12), [2, 2, 1, 3]],
          factor: [new Float32Array(6), [1, 2, 1, 3]],
        }, { maps: [], rescale: "none", epsilon: 0 }),
      TypeError,
      "current shape is [1,2,1,3]",
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("upsample and add: against the reference", async () => {
  const backend = await startKernels(["bias_term"], {
    threads: 2,
    relaxed: false,
  });
  try {
    for (const alignCorners of [true, false]) {
      for (
        const from of [[1, 1], [1, 5], [7, 3], [14, 14], [40, 30]] as const
      ) {
        for (const to of [[1, 1], [2, 9], [14, 14], [33, 28]] as const) {
          const map = seededValues(from[0] * from[1], 1);
          const before = seededValues(to[0] * to[1], 2);
          const got = runKernel(
            backend,
            biasTermKernels,
            "FullGradUpsampleAdd",
            {
              map: [new Float32Array([...map, ...map]), [2, ...from]],
              before: [new Float32Array([...before, ...before]), [2, ...to]],
            },
            { size: to, alignCorners },
          );
          const want = upsampleAdd(map, from, before, to, alignCorners);
          assertNear(got, [...want, ...want], 1e-6);
        }
      }
    }
  } finally {
    backend.dispose();
  }
});

const SINGLE = { threads: 1, relaxed: false };

const ONE = [new Float32Array([1]), []] as const;

function assertRight(backend: FullgradBackend, shape: TermCase): void {
  const want = biasTerm(shape, valuesFor(shape), EPSILON);
  const [sums, absolute, map] = run(backend, shape);
  const total = Math.max(...want.absolute);
  for (let n = 0; n < shape.images; n++) {
    assertAlmostEquals(sums![n]!, want.sums[n]!, 1e-6 * total);
    assertAlmostEquals(absolute![n]!, want.absolute[n]!, 1e-6 * total);
  }
  assertNear(map!, want.map, 2e-6);
}

function run(backend: FullgradBackend, shape: TermCase): Float32Array[] {
  const { images, size, channels } = shape;
  const { g, factor } = valuesFor(shape);
  const full = [images, ...size, channels];
  const factorShape = { scalar: [], channel: [channels], neuron: full };
  return callTerm(backend, {
    g: [g, full],
    factor: [factor, factorShape[shape.factor]],
  }, {
    maps: [shape.magnitude],
    rescale: shape.rescale,
    epsilon: EPSILON,
  });
}

function callTerm(
  backend: FullgradBackend,
  operands: Record<string, readonly [Float32Array, readonly number[]]>,
  attrs: Record<string, unknown>,
  kernelName = "FullGradBiasTerm",
): Float32Array[] {
  const kernel = biasTermKernels.find((kernel) =>
    kernel.kernelName === kernelName
  )!;
  const before = backend.numDataIds();
  const inputs = Object.fromEntries(
    Object.entries(operands).map((
      [name, [values, shape]],
    ) => [name, tensorOn(backend, values, shape)]),
  );
  const outputs = kernel.kernelFunc({
    inputs,
    attrs,
    backend,
  }) as tf.TensorInfo[];
  const values = outputs.map((output) => valuesOf(backend, output));
  for (const { dataId } of Object.values(inputs)) backend.disposeData(dataId);
  assertEquals(backend.numDataIds(), before);
  return values;
}

function valuesFor({ images, size, channels, factor }: TermCase) {
  const count = images * size[0] * size[1] * channels;
  const factors = { scalar: 1, channel: channels, neuron: count };
  return {
    g: seededValues(count, 1),
    factor: seededValues(factors[factor], 2),
  };
}

function randomCase(): fc.Arbitrary<TermCase> {
  const side = fc.integer({ min: 1, max: 9 });
  return fc.record<TermCase>({
    images: fc.integer({ min: 1, max: 3 }),
    size: fc.tuple(side, side),
    channels: fc.integer({ min: 1, max: 13 }),
    factor: fc.constantFrom("scalar", "channel", "neuron"),
    magnitude: fc.constantFrom("absolute", "positive", "negative", "square"),
    rescale: fc.constantFrom("none", "channel", "layer", "batch", "max"),
  });
}
