import { assert, assertEquals, assertThrows } from "@std/assert";
import type { FullgradBackend } from "../../../../lib/backend/engine/mod.ts";
import { conv2dKernels } from "../../../../lib/backend/kernels/conv2d/conv2d.ts";
import {
  geometryOf,
  usesWinograd,
} from "../../../../lib/backend/kernels/conv2d/geometry.ts";
import {
  convolution,
  type ConvolutionShape,
  inputGradient,
} from "../../../propagation/float64/mod.ts";
import { ACTIVATION_NAMES, ACTIVATIONS } from "../activations.ts";
import { assertNear } from "../assert_near.ts";
import {
  attributes,
  filterShape,
  inShape,
  operands,
  outShape,
} from "../convolution.ts";
import { runKernel } from "../run_kernel.ts";
import { seededValues } from "../seeded_values.ts";
import { KERNEL_SETTINGS, startKernels } from "../start_kernels.ts";
import { CONV2D_CASES } from "./cases.ts";

const OPERATIONS = ["conv2d", "winograd"];

Deno.test("fused conv2d: bias and activation of any shape", async (t) => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[2]!);
  const shape: ConvolutionShape = {
    ...CONV2D_CASES[0]!.shape,
    outChannels: 11,
  };
  const { x, filter } = operands(shape);
  const plain = convolution(shape, x, filter);
  try {
    for (const activation of ACTIVATION_NAMES) {
      for (const biasShape of [undefined, [11], [1, 1, 1, 11], [1], []]) {
        await t.step(`${activation}, bias ${biasShape}`, () => {
          const size = (biasShape ?? [0]).reduce((a, b) => a * b, 1);
          const bias = seededValues(size, 5);
          const slopes = seededValues(size || 11, 6);
          const got = runKernel(backend, conv2dKernels, "FusedConv2D", {
            x: [x, inShape(shape)],
            filter: [filter, filterShape(shape)],
            ...(biasShape && { bias: [bias, biasShape] }),
            ...(activation === "prelu" &&
              { preluActivationWeights: [slopes, biasShape ?? [11]] }),
          }, { ...attributes(shape), activation, leakyreluAlpha: 0.25 });
          const want = plain.map((value, i) =>
            ACTIVATIONS[activation](
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

Deno.test("fused conv2d: NaN stays NaN in every activation", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[0]!);
  try {
    for (const activation of ACTIVATION_NAMES) {
      const [got] = runKernel(backend, conv2dKernels, "FusedConv2D", {
        x: [new Float32Array([NaN]), [1, 1, 1, 1]],
        filter: [new Float32Array([1]), [1, 1, 1, 1]],
        preluActivationWeights: [new Float32Array([1]), [1]],
      }, { strides: 1, pad: "valid", activation });
      assert(Number.isNaN(got), activation);
    }
  } finally {
    backend.dispose();
  }
});

for (const setting of KERNEL_SETTINGS) {
  const { threads, relaxed } = setting;
  const name = `${threads} thread(s)${relaxed ? ", relaxed" : ""}`;
  Deno.test(`conv2d: scaled, ${name}`, async (t) => {
    const backend = await startKernels(OPERATIONS, setting);
    try {
      for (const [name, shape] of Object.entries(SCALED)) {
        const { x, filter } = operands(shape);
        const sums = convolution(shape, x, filter);
        for (const activation of ["linear", "relu"] as const) {
          for (const others of OTHERS) {
            await t.step(`${name}, ${activation}, ${others}`, () => {
              const want = scaledReference(shape, sums, activation, others);
              const got = scaled(backend, shape, activation, others);
              assertNear(got, want, 2e-5);
            });
          }
        }
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("conv2d: scaled, two threads give the bits of one", async () => {
  for (const relaxed of [false, true]) {
    const one = await startKernels(OPERATIONS, { threads: 1, relaxed });
    const two = await startKernels(OPERATIONS, { threads: 2, relaxed });
    try {
      for (const shape of Object.values(SCALED)) {
        assertEquals(
          scaled(two, shape, "relu", ALL),
          scaled(one, shape, "relu", ALL),
        );
      }
    } finally {
      one.dispose();
      two.dispose();
    }
  }
});

for (const setting of KERNEL_SETTINGS) {
  const { threads, relaxed } = setting;
  const name = `${threads} thread(s)${relaxed ? ", relaxed" : ""}`;
  Deno.test(`conv2d: gradient with scale, residual and mask, ${name}`, async (t) => {
    const backend = await startKernels(OPERATIONS, setting);
    try {
      for (const [name, shape] of Object.entries(GRADIENTS)) {
        const { x, filter, dy } = operands(shape);
        const { outChannels } = shape;
        const scale = seededValues(outChannels, 8);
        const scaledDy = dy.map((g, i) => g * scale[i % outChannels]!);
        const residual = seededValues(x.length, 7);
        for (const [isScaled, hasResidual, isMasked] of STEPS) {
          const plain = inputGradient(shape, isScaled ? scaledDy : dy, filter);
          const step = `${name}, ${isScaled}, ${hasResidual}, ${isMasked}`;
          await t.step(step, () => {
            const got = runKernel(
              backend,
              conv2dKernels,
              "FullGradConv2DBackpropInput",
              {
                dy: [dy, outShape(shape)],
                filter: [filter, filterShape(shape)],
                ...isScaled && { scale: [scale, [outChannels]] },
                ...hasResidual && { residual: [residual, inShape(shape)] },
                ...isMasked && { mask: [x, inShape(shape)] },
              },
              { ...attributes(shape), inputShape: inShape(shape) },
            );
            const want = plain.map((value, i) =>
              isMasked && x[i]! <= 0
                ? 0
                : value + (hasResidual ? residual[i]! : 0)
            );
            assertNear(got, want, 2e-5);
          });
        }
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("conv2d: the shape for Winograd's algorithm goes there", () => {
  const shape = SCALED["large 3×3"]!;
  const geometry = geometryOf(
    inShape(shape),
    filterShape(shape),
    attributes(shape),
  );
  assert(usesWinograd(geometry, "forward"));
});

Deno.test("conv2d: a scale that is not one number per channel is refused", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[0]!);
  const one = [new Float32Array(1), [1, 1, 1, 1]] as const;
  const two = [new Float32Array(2), [2]] as const;
  const attrs = { strides: 1, pad: "valid", activation: "linear" };
  const run = (more: Record<string, typeof one | typeof two>) =>
    runKernel(backend, conv2dKernels, "FullGradConv2D", {
      x: one,
      filter: one,
      ...more,
    }, attrs);
  try {
    assertThrows(() => run({ scale: two }), RangeError, "current shape is [2]");
    assertThrows(
      () => run({ scale: one, bias: two }),
      RangeError,
      "bias must be one number per channel: current shape is [2]",
    );
  } finally {
    backend.dispose();
  }
});

/** What a convolution of FullGrad may have beside its filter. */
const ALL = ["scale", "bias", "residual"];

const OTHERS = [
  ["scale"],
  ["residual"],
  ["scale", "bias"],
  ["bias", "residual"],
  ["scale", "residual"],
  ALL,
];

/** Shapes for the ways that a convolution takes, with odd ends. */
const SCALED: Record<string, ConvolutionShape> = {
  "few channels": {
    ...CONV2D_CASES[0]!.shape,
    size: [9, 40],
    inChannels: 3,
    outChannels: 13,
  },
  "one filter": { ...CONV2D_CASES[0]!.shape, outChannels: 1 },
  groups: {
    ...CONV2D_CASES[0]!.shape,
    inChannels: 34,
    outChannels: 22,
    groups: 2,
  },
  strides: { ...CONV2D_CASES[0]!.shape, strides: [2, 1], images: 2 },
  "deep 1×1": {
    ...CONV2D_CASES[0]!.shape,
    inChannels: 1026,
    outChannels: 20,
    filter: [1, 1],
    pad: [0, 0, 0, 0],
  },
  "large 3×3": {
    ...CONV2D_CASES[0]!.shape,
    images: 2,
    size: [19, 22],
    inChannels: 48,
    outChannels: 42,
  },
};

/** The ways of a gradient, full tiles and odd ends. */
const GRADIENTS: Record<string, ConvolutionShape> = {
  ...SCALED,
  "full panels": {
    ...CONV2D_CASES[0]!.shape,
    size: [7, 7],
    inChannels: 32,
    outChannels: 24,
  },
  "1×1 with strides": {
    ...CONV2D_CASES[0]!.shape,
    size: [8, 9],
    inChannels: 32,
    outChannels: 48,
    filter: [1, 1],
    strides: [2, 2],
    pad: [0, 0, 0, 0],
  },
};

/** Whether a gradient is scaled, gets a residual, is masked. */
const STEPS = [
  [true, false, false],
  [false, true, false],
  [false, false, true],
  [true, true, true],
] as const;

/** A convolution with what is named. */
function scaled(
  backend: FullgradBackend,
  shape: ConvolutionShape,
  activation: "linear" | "relu",
  others: readonly string[],
): Float32Array {
  const { x, filter } = operands(shape);
  const { scale, bias, residual } = scaledOperands(shape);
  const { outChannels } = shape;
  return runKernel(backend, conv2dKernels, "FullGradConv2D", {
    x: [x, inShape(shape)],
    filter: [filter, filterShape(shape)],
    ...(others.includes("scale") && { scale: [scale, [outChannels]] }),
    ...(others.includes("bias") && { bias: [bias, [outChannels]] }),
    ...(others.includes("residual") &&
      { residual: [residual, outShape(shape)] }),
  }, { ...attributes(shape), activation });
}

/** What it should be, from the sums of the convolution. */
function scaledReference(
  shape: ConvolutionShape,
  sums: Float64Array,
  activation: "linear" | "relu",
  others: readonly string[],
): Float64Array {
  const { scale, bias, residual } = scaledOperands(shape);
  const hasScale = others.includes("scale");
  const hasBias = others.includes("bias");
  const hasResidual = others.includes("residual");
  return sums.map((sum, i) => {
    const channel = i % shape.outChannels;
    const term = hasBias ? bias[channel]! : 0;
    const more = hasResidual ? residual[i]! : 0;
    const factor = hasScale ? scale[channel]! : 1;
    return ACTIVATIONS[activation](sum * factor + term + more, 0);
  });
}

/** Factors of both signs and, where there are several, a zero. */
function scaledOperands(shape: ConvolutionShape) {
  const channels = shape.outChannels;
  const scale = seededValues(channels, 8);
  if (channels > 1) scale.set([0, -1.5]);
  return {
    scale,
    bias: seededValues(channels, 5),
    residual: seededValues(operands(shape).dy.length, 7),
  };
}
