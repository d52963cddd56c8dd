import * as fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import type { FullgradBackend } from "../../../../lib/backend/engine/mod.ts";
import {
  asConvolution,
  DEPTHWISE_CASES,
  type DepthwiseShape,
} from "./cases.ts";
import { depthwiseKernels } from "../../../../lib/backend/kernels/depthwise/depthwise.ts";
import {
  convolution,
  filterGradient,
  inputGradient,
  outSize,
} from "../../../propagation/float64/mod.ts";
import { ACTIVATION_NAMES, ACTIVATIONS } from "../activations.ts";
import { assertNear } from "../assert_near.ts";
import {
  attributes,
  inShape,
  operands as convolutionOperands,
  outShape,
} from "../convolution.ts";
import { runKernel } from "../run_kernel.ts";
import { seededValues } from "../seeded_values.ts";
import { KERNEL_SETTINGS, startKernels } from "../start_kernels.ts";

for (const setting of KERNEL_SETTINGS) {
  const { threads, relaxed } = setting;
  const name = `depthwise, ${threads} thread(s)${relaxed ? ", relaxed" : ""}`;
  Deno.test(`${name}: all cases`, async (t) => {
    const backend = await startKernels(["depthwise"], setting);
    try {
      for (const { name, shape } of DEPTHWISE_CASES) {
        await t.step(name, () => assertRight(backend, shape));
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("depthwise: random shapes", async () => {
  const backend = await startKernels(["depthwise"], {
    threads: 1,
    relaxed: true,
  });
  try {
    fc.assert(
      fc.property(randomShape(), (shape) => assertRight(backend, shape)),
      { numRuns: 150, seed: 1 },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("depthwise: two threads give the bits of one", async () => {
  const one = await startKernels(["depthwise"], { threads: 1, relaxed: true });
  const two = await startKernels(["depthwise"], { threads: 2, relaxed: true });
  try {
    const shape: DepthwiseShape = {
      ...DEPTHWISE_CASES[0]!.shape,
      images: 2,
      size: [40, 40],
      channels: 30,
    };
    assertEquals(results(two, shape), results(one, shape));
  } finally {
    one.dispose();
    two.dispose();
  }
});

Deno.test("fused depthwise: bias and activation of any shape", async (t) => {
  const backend = await startKernels(["depthwise"], KERNEL_SETTINGS[2]!);
  const shape: DepthwiseShape = { ...DEPTHWISE_CASES[0]!.shape, channels: 6 };
  const { x, filter } = operands(shape);
  const plain = convolution(asConvolution(shape), x, filter);
  try {
    for (const [activation, apply] of Object.entries(ACTIVATIONS)) {
      for (const biasShape of [undefined, [6], [1, 1, 1, 6], [1], []]) {
        await t.step(`${activation}, bias ${biasShape}`, () => {
          const size = (biasShape ?? [0]).reduce((a, b) => a * b, 1);
          const bias = seededValues(size, 5);
          const slopes = seededValues(size || 6, 6);
          const got = runKernel(
            backend,
            depthwiseKernels,
            "FusedDepthwiseConv2D",
            {
              x: [x, inShape(asConvolution(shape))],
              filter: [filter, filterShape(shape)],
              ...(biasShape && { bias: [bias, biasShape] }),
              ...(activation === "prelu" &&
                { preluActivationWeights: [slopes, biasShape ?? [6]] }),
            },
            {
              ...attributes(asConvolution(shape)),
              activation,
              leakyreluAlpha: 0.25,
            },
          );
          const want = plain.map((value, i) =>
            apply(
              value + (biasShape ? bias[i % bias.length]! : 0),
              slopes[i % slopes.length]!,
            )
          );
          assertNear(got, want, 1e-5);
        });
      }
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("fused depthwise: sigmoid and elu of far numbers", async () => {
  const far = [-Infinity, -200, -100, -88, -20, 0, 20, 88, 100, 200, Infinity];
  const x = Float32Array.from(far);
  const size = far.length;
  const backend = await startKernels(["depthwise"], KERNEL_SETTINGS[2]!);
  try {
    for (const activation of ["sigmoid", "elu"] as const) {
      const got = runKernel(
        backend,
        depthwiseKernels,
        "FusedDepthwiseConv2D",
        {
          x: [x, [1, 1, size, 1]],
          filter: [new Float32Array([1]), [1, 1, 1, 1]],
        },
        { strides: 1, pad: "valid", activation },
      );
      far.forEach((value, i) => {
        const want = ACTIVATIONS[activation](value, 0);
        assert(
          got[i] === want || Math.abs(got[i]! - want) <= 1e-6,
          `${activation}(${value}) = ${got[i]}, must be ${want}`,
        );
      });
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("fused depthwise: NaN stays NaN in every activation", async () => {
  const backend = await startKernels(["depthwise"], KERNEL_SETTINGS[0]!);
  try {
    for (const activation of ACTIVATION_NAMES) {
      const [got] = runKernel(
        backend,
        depthwiseKernels,
        "FusedDepthwiseConv2D",
        {
          x: [new Float32Array([NaN]), [1, 1, 1, 1]],
          filter: [new Float32Array([1]), [1, 1, 1, 1]],
          preluActivationWeights: [new Float32Array([1]), [1]],
        },
        { strides: 1, pad: "valid", activation },
      );
      assert(Number.isNaN(got), activation);
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("FullGradDepthwiseConv2D: every choice of steps", async () => {
  const backend = await startKernels(["depthwise"], KERNEL_SETTINGS[2]!);
  const shape = { ...DEPTHWISE_CASES[0]!.shape, channels: 6, multiplier: 2 };
  const { x, filter, dy: residual } = operands(shape);
  const [scale, shift] = [seededValues(12, 7), seededValues(12, 8)];
  const whole = asConvolution(shape);
  const plain = convolution(whole, x, filter);
  try {
    for (let choice = 0; choice < 24; choice++) {
      const [scales, shifts, adds] = [1, 2, 4].map((bit) =>
        (choice & bit) !== 0
      );
      const activation = (["linear", "relu", "relu6"] as const)[choice >> 3]!;
      const got = runKernel(
        backend,
        depthwiseKernels,
        "FullGradDepthwiseConv2D",
        {
          x: [x, inShape(whole)],
          filter: [filter, filterShape(shape)],
          ...(scales && { scale: [scale, [12]] }),
          ...(shifts && { shift: [shift, [12]] }),
          ...(adds && { residual: [residual, outShape(whole)] }),
        },
        {
          strides: [1, 1],
          dilations: [1, 1],
          pad: [shape.pad.slice(0, 2), shape.pad.slice(2)],
          activation,
        },
      );
      const want = plain.map((value, i) => {
        const sum = value * (scales ? scale[i % 12]! : 1) +
          (shifts ? shift[i % 12]! : 0) + (adds ? residual[i]! : 0);
        if (activation === "linear") return sum;
        return Math.min(
          Math.max(0, sum),
          activation === "relu" ? Infinity : 6,
        );
      });
      assertNear(got, want, 1e-5);
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("FullGradDepthwiseConv2DBackpropInput: factors of the gradient", async () => {
  const backend = await startKernels(["depthwise"], KERNEL_SETTINGS[2]!);
  try {
    for (const multiplier of [1, 2]) {
      const shape = { ...DEPTHWISE_CASES[0]!.shape, channels: 6, multiplier };
      const { filter, dy } = operands(shape);
      const whole = asConvolution(shape);
      const channels = 6 * multiplier;
      const scale = seededValues(channels, 7);
      const got = runKernel(
        backend,
        depthwiseKernels,
        "FullGradDepthwiseConv2DBackpropInput",
        {
          dy: [dy, outShape(whole)],
          filter: [filter, filterShape(shape)],
          scale: [scale, [channels]],
        },
        { ...attributes(whole), inputShape: inShape(whole) },
      );
      const scaled = dy.map((value, i) => value * scale[i % channels]!);
      assertNear(got, inputGradient(whole, scaled, filter), 1e-5);
    }
  } finally {
    backend.dispose();
  }
});

function assertRight(backend: FullgradBackend, shape: DepthwiseShape): void {
  const { x, filter, dy } = operands(shape);
  const whole = asConvolution(shape);
  const got = results(backend, shape);
  assertNear(got.forward, convolution(whole, x, filter), 1e-5);
  assertNear(got.inputGradient, inputGradient(whole, dy, filter), 1e-5);
  assertNear(got.filterGradient, filterGradient(whole, x, dy), 1e-5);
}

function results(backend: FullgradBackend, shape: DepthwiseShape) {
  const { x, filter, dy } = operands(shape);
  const whole = asConvolution(shape);
  const run = (
    kernel: string,
    inputs: Parameters<typeof runKernel>[3],
    more = {},
  ) =>
    runKernel(backend, depthwiseKernels, kernel, inputs, {
      ...attributes(whole),
      ...more,
    });
  return {
    forward: run("DepthwiseConv2dNative", {
      x: [x, inShape(whole)],
      filter: [filter, filterShape(shape)],
    }),
    inputGradient: run("DepthwiseConv2dNativeBackpropInput", {
      dy: [dy, outShape(whole)],
      filter: [filter, filterShape(shape)],
    }, { inputShape: inShape(whole) }),
    filterGradient: run("DepthwiseConv2dNativeBackpropFilter", {
      x: [x, inShape(whole)],
      dy: [dy, outShape(whole)],
    }, { filterShape: filterShape(shape) }),
  };
}

function operands(shape: DepthwiseShape) {
  return convolutionOperands(asConvolution(shape));
}

function filterShape(shape: DepthwiseShape): number[] {
  return [...shape.filter, shape.channels, shape.multiplier];
}

function randomShape(): fc.Arbitrary<DepthwiseShape> {
  const pair = (min: number, max: number) =>
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
  const edge = fc.integer({ min: 0, max: 6 });
  return fc.record({
    images: fc.integer({ min: 1, max: 2 }),
    size: pair(1, 14),
    channels: fc.integer({ min: 1, max: 21 }),
    multiplier: fc.constantFrom(1, 1, 1, 2, 3),
    filter: pair(1, 5),
    strides: pair(1, 4),
    dilations: pair(1, 4),
    pad: fc.tuple(edge, edge, edge, edge),
  }).filter((shape) => outSize(shape).every((length) => length > 0));
}
