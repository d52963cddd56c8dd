import * as fc from "fast-check";
import type * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import type { FullgradBackend } from "../../../../lib/backend/engine/fullgrad_backend.ts";
import { BROADCAST_SHAPES, UNARY_COUNTS } from "./cases.ts";
import { pointwiseKernels } from "../../../../lib/backend/kernels/pointwise/pointwise.ts";
import { combine } from "../../../propagation/float64/mod.ts";
import {
  BINARY_REFERENCE,
  GATED_REFERENCE,
  UNARY_REFERENCE,
} from "./reference.ts";
import { assertNear } from "../assert_near.ts";
import { type KernelOperand, runKernel } from "../run_kernel.ts";
import { seededValues } from "../seeded_values.ts";
import { startKernels } from "../start_kernels.ts";

for (const threads of [1, 2]) {
  Deno.test(`pointwise, ${threads} thread(s): functions of one`, async () => {
    const backend = await start(threads);
    try {
      for (const count of UNARY_COUNTS) {
        for (const name of Object.keys(UNARY_REFERENCE)) {
          assertUnary(backend, name, wide(count, 1));
        }
      }
    } finally {
      backend.dispose();
    }
  });

  Deno.test(`pointwise, ${threads} thread(s): functions of two`, async () => {
    const backend = await start(threads);
    try {
      for (const [a, b] of BROADCAST_SHAPES) {
        for (const name of Object.keys(BINARY_REFERENCE)) {
          // A slope is broadcast to its operand, not the other way.
          if (name === "Prelu" && size(b) > size(a)) continue;
          assertBinary(backend, name, a, b);
        }
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("pointwise: random shapes", async () => {
  const backend = await start(1);
  const names = Object.keys(BINARY_REFERENCE).filter((name) =>
    name !== "Prelu"
  );
  try {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        randomPair(),
        (name, [a, b]) => assertBinary(backend, name, a, b),
      ),
      { numRuns: 300, seed: 1 },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("pointwise: NaN, infinities and zeros", async () => {
  const backend = await start(1);
  const special = new Float32Array([
    ...[NaN, Infinity, -Infinity, 0, -0, 1, -1, 100, -100, 1e-40],
  ]);
  try {
    for (const name of Object.keys(UNARY_REFERENCE)) {
      assertUnary(backend, name, special);
    }
    const a = Float32Array.from({ length: 100 }, (_, i) => special[i % 10]!);
    const b = Float32Array.from(
      { length: 100 },
      (_, i) => special[Math.floor(i / 10)]!,
    );
    for (const [name, of] of Object.entries(BINARY_REFERENCE)) {
      const got = callBinary(backend, name, [a, [100]], [b, [100]]);
      a.forEach((value, i) =>
        assertSame(got[i]!, of(value, b[i]!), `${name}(${value}, ${b[i]})`)
      );
    }
  } finally {
    backend.dispose();
  }
});

for (const threads of [1, 2]) {
  Deno.test(`pointwise, ${threads} thread(s): gated functions`, async () => {
    const backend = await start(threads);
    try {
      for (const count of UNARY_COUNTS) {
        const x = wide(count, 1).map((value) => 3 * value);
        const dy = seededValues(count, 2);
        for (const [fn, { gate, slope }] of Object.entries(GATED_REFERENCE)) {
          const want = {
            value: x.map((x) => x * gate(x)),
            gradient: x.map((x, i) => dy[i]! * (gate(x) + x * slope(x))),
            rest: x.map((x) => -x * x * slope(x)),
          };
          for (const [part, values] of Object.entries(want)) {
            const got = callGated(backend, fn, part, x, dy);
            got.forEach((value, i) =>
              assert(
                Math.abs(value - values[i]!) <=
                  3e-7 * Math.max(1, Math.abs(values[i]!)),
                `${fn} ${part} of ${x[i]} is ${values[i]}, not ${value}`,
              )
            );
          }
        }
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("gated functions: far from 0 they are x or 0, and NaN stays", async () => {
  const backend = await start(1);
  const x = new Float32Array([NaN, 40, -40, 1e4, -1e4, 0]);
  try {
    const want = [[NaN, 40, 0, 1e4, 0, 0], [NaN, 2, 0, 2, 0, 1], [
      ...[NaN, 0, 0, 0, 0, 0],
    ]];
    for (const fn of Object.keys(GATED_REFERENCE)) {
      ["value", "gradient", "rest"].forEach((part, i) => {
        const got = callGated(backend, fn, part, x, x.map(() => 2));
        assert(Number.isNaN(got[0]));
        got.subarray(1).forEach((value, at) =>
          assert(Math.abs(value - want[i]![at + 1]!) < 1e-12, `${fn} ${part}`)
        );
      });
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("a clipped ReLU bends at 0 and at its ceiling, and NaN stays", async () => {
  const x = new Float32Array([NaN, -1, 0, 1e-9, 2, 5.9999995, 6, 7, Infinity]);
  const want = {
    value: [NaN, 0, 0, 1e-9, 2, 5.9999995, 6, 6, 6],
    gradient: [NaN, 0, 0, 3, 3, 3, 0, 0, 0],
    rest: [NaN, 0, 0, 0, 0, 0, 6, 6, 6],
  };
  for (const threads of [1, 2]) {
    const backend = await start(threads);
    try {
      for (const [part, values] of Object.entries(want)) {
        const dy = x.map(() => 3);
        const got = callGated(backend, "clippedRelu", part, x, dy, 6);
        assertEquals(got, new Float32Array(values), part);
      }
    } finally {
      backend.dispose();
    }
  }
});

function callGated(
  backend: FullgradBackend,
  fn: string,
  part: string,
  x: Float32Array,
  dy: Float32Array,
  ceiling?: number,
): Float32Array {
  const shape = [x.length];
  return runKernel(backend, pointwiseKernels, "FullGradGated", {
    x: [x, shape],
    dy: [dy, shape],
  }, { fn, part, ceiling });
}

Deno.test("pointwise: exp is right to the last digits", async () => {
  const backend = await start(1);
  const x = Float32Array.from({ length: 4000 }, (_, i) => (i - 2000) / 20);
  try {
    const got = callUnary(backend, "Exp", x);
    x.forEach((value, i) => {
      const want = Math.fround(Math.exp(value));
      const error = Math.abs(got[i]! - want);
      assert(
        got[i] === want || error <= 4e-7 * want || error < 1e-44,
        `exp(${value}) is ${want}, not ${got[i]}`,
      );
    });
  } finally {
    backend.dispose();
  }
});

Deno.test("AddN: the sum of several, which stay as they are", async () => {
  const backend = await start(1);
  try {
    const operands = [1, 2, 3, 4].map((seed) => seededValues(50, seed));
    const got = runKernel(
      backend,
      pointwiseKernels,
      "AddN",
      Object.fromEntries(
        operands.map((values, i) => [i, [values, [5, 10]] as KernelOperand]),
      ),
      {},
    );
    const want = operands[0]!.map((_, i) =>
      operands.reduce((sum, values) => sum + values[i]!, 0)
    );
    assertNear(got, want, 1e-6);
  } finally {
    backend.dispose();
  }
});

Deno.test("batch norm: with and without its scale and offset", async () => {
  for (const threads of [1, 2]) {
    const backend = await start(threads);
    try {
      for (const channels of [1, 3, 4, 6, 64, 16390]) {
        for (const [scaled, shifted] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
          const shape = [1, 3, 2, channels];
          const x = seededValues(6 * channels, 1);
          const [mean, beta, gamma] = [2, 3, 4].map((seed) =>
            seededValues(channels, seed)
          );
          const variance = seededValues(channels, 5).map((v) => v * v);
          const got = runKernel(backend, pointwiseKernels, "FusedBatchNorm", {
            x: [x, shape],
            mean: [mean!, [channels]],
            variance: [variance, [channels]],
            ...(scaled && { scale: [gamma!, [channels]] as const }),
            ...(shifted && { offset: [beta!, [channels]] as const }),
          }, { varianceEpsilon: 0.001 });
          const want = x.map((value, i) => {
            const c = i % channels;
            const scale = (scaled ? gamma![c]! : 1) /
              Math.sqrt(variance[c]! + 0.001);
            return (value - mean![c]!) * scale + (shifted ? beta![c]! : 0);
          });
          assertNear(got, want, 1e-6);
        }
      }
    } finally {
      backend.dispose();
    }
  }
});

Deno.test("pointwise: integers are tfjs's", async () => {
  const backend = await start(1);
  try {
    const integers = backend.makeOutput(
      [4],
      "int32",
      null,
      new Int32Array([-2, 0, 3, 9]),
    );
    for (
      const [name, inputs, want] of [
        ["Relu", { x: integers }, [0, 0, 3, 9]],
        ["Multiply", { a: integers, b: integers }, [4, 0, 9, 81]],
        ["Maximum", { a: integers, b: integers }, [-2, 0, 3, 9]],
      ] as const
    ) {
      const { kernelFunc } = pointwiseKernels.find(({ kernelName }) =>
        kernelName === name
      )!;
      const out = kernelFunc({ inputs, attrs: {}, backend }) as tf.TensorInfo;
      assertEquals(out.dtype, "int32");
      assertEquals([...backend.readSync(out.dataId)], [...want]);
    }
  } finally {
    backend.dispose();
  }
});

function start(threads: number): Promise<FullgradBackend> {
  return startKernels(["pointwise"], { threads, relaxed: true });
}

const PARAMETERS: Readonly<Record<string, readonly [number, number]>> = {
  LeakyRelu: [0.25, 0],
  Step: [0.5, 0],
  ClipByValue: [-0.5, 1.5],
};

function callUnary(
  backend: FullgradBackend,
  name: string,
  x: Float32Array,
): Float32Array {
  const [a, b] = PARAMETERS[name] ?? [0, 0];
  return runKernel(backend, pointwiseKernels, name, { x: [x, [x.length]] }, {
    alpha: a,
    clipValueMin: a,
    clipValueMax: b,
  });
}

function assertUnary(
  backend: FullgradBackend,
  name: string,
  x: Float32Array,
): void {
  const [a, b] = PARAMETERS[name] ?? [0, 0];
  const got = callUnary(backend, name, x);
  x.forEach((value, i) =>
    assertSame(
      got[i]!,
      UNARY_REFERENCE[name]!(value, a, b),
      `${name}(${value})`,
    )
  );
}

function callBinary(
  backend: FullgradBackend,
  name: string,
  a: KernelOperand,
  b: KernelOperand,
): Float32Array {
  const inputs = name === "Prelu"
    ? { x: a, alpha: b }
    : name === "FullGradReluGradient"
    ? { dy: a, y: b }
    : { a, b };
  return runKernel(backend, pointwiseKernels, name, inputs, {});
}

function assertBinary(
  backend: FullgradBackend,
  name: string,
  aShape: readonly number[],
  bShape: readonly number[],
): void {
  const a = [wide(size(aShape), 1), aShape] as const;
  const b = [wide(size(bShape), 2), bShape] as const;
  const got = callBinary(backend, name, a, b);
  const { data: want } = combine(
    [a, b].map(([values, shape]) => ({
      shape,
      data: Float64Array.from(values),
    })),
    ([a, b]) => BINARY_REFERENCE[name]!(a!, b!),
  );
  assertEquals(got.length, want.length);
  want.forEach((value, i) =>
    assertSame(got[i]!, value, `${name} of [${aShape}] and [${bShape}]`)
  );
}

/** Equal as float32 up to the last digits; 0 and −0 are the same. */
function assertSame(got: number, want: number, what: string): void {
  const rounded = Math.fround(want);
  const same = Number.isNaN(rounded)
    ? Number.isNaN(got)
    : got === rounded || Math.abs(got - rounded) <= 4e-7 * Math.abs(rounded) ||
      Math.abs(got - rounded) < 1e-7;
  assert(same, `${what} must be ${want}: ${got}`);
}

function wide(count: number, seed: number): Float32Array {
  return seededValues(count, seed).map((value) => value * 8);
}

function size(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** Two shapes that can be broadcast to each other. */
function randomPair(): fc.Arbitrary<[number[], number[]]> {
  const axis = fc.tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom("both", "both", "a", "b"),
  );
  return fc.tuple(fc.array(axis, { maxLength: 5 }), fc.nat(5), fc.boolean())
    .map(([axes, cut, which]) => {
      const a = axes.map(([length, has]) => has === "b" ? 1 : length);
      const b = axes.map(([length, has]) => has === "a" ? 1 : length);
      return which ? [a.slice(cut), b] : [a, b.slice(cut)];
    });
}
