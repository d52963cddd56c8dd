import * as fc from "fast-check";
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { EngineKernel } from "../../../lib/backend/engine/engine_kernel.ts";
import type { FullgradBackend } from "../../../lib/backend/engine/fullgrad_backend.ts";
import { CONV2D_CASES } from "../../../lib/backend/kernels/conv2d/cases.ts";
import { conv2dKernels } from "../../../lib/backend/kernels/conv2d/conv2d.ts";
import {
  directForward,
  directInputGradient,
} from "../../../lib/backend/kernels/conv2d/direct.ts";
import {
  type ConvolutionAttributes,
  geometryOf,
} from "../../../lib/backend/kernels/conv2d/geometry.ts";
import {
  forwardShape,
  gradientShape,
} from "../../../lib/backend/kernels/conv2d/winograd_shape.ts";
import {
  type Conv2DShape,
  forward,
  inputGradient,
} from "../../../lib/backend/kernels/conv2d/reference.ts";
import { outSize } from "../../../lib/backend/kernels/window_shape.ts";
import { assertNear } from "./assert_near.ts";
import { runKernel } from "./run_kernel.ts";
import { seededValues } from "./seeded_values.ts";
import { KERNEL_SETTINGS, startKernels } from "./start_kernels.ts";

/** The kernels that never take Winograd's algorithm. */
const DIRECT: readonly EngineKernel[] = [
  {
    kernelName: "Conv2D",
    kernelFunc: ({ inputs: { x, filter }, attrs, backend }) =>
      directForward(
        backend,
        x,
        filter,
        geometryOf(x.shape, filter.shape, attrs),
        {},
      ),
  },
  {
    kernelName: "Conv2DBackpropInput",
    kernelFunc: ({ inputs: { dy, filter }, attrs, backend }) =>
      directInputGradient(
        backend,
        dy,
        filter,
        geometryOf(attrs.inputShape, filter.shape, attrs),
      ),
  },
];

for (const setting of KERNEL_SETTINGS) {
  const { threads, relaxed } = setting;
  const name = `conv2d, ${threads} thread(s)${relaxed ? ", relaxed" : ""}`;
  Deno.test(`${name}: all cases`, async (t) => {
    const backend = await startKernels(OPERATIONS, setting);
    try {
      for (const { name, shape } of CONV2D_CASES) {
        await t.step(name, () => assertRight(backend, shape));
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("conv2d: random shapes", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[2]!);
  try {
    fc.assert(
      fc.property(randomShape(), (shape) => assertRight(backend, shape)),
      { numRuns: 200, seed: 1 },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("conv2d: two threads give the bits of one", async () => {
  const one = await startKernels(OPERATIONS, KERNEL_SETTINGS[2]!);
  const two = await startKernels(OPERATIONS, KERNEL_SETTINGS[3]!);
  try {
    const shape: Conv2DShape = {
      ...CONV2D_CASES[0]!.shape,
      images: 2,
      size: [40, 40],
      inChannels: 30,
      outChannels: 70,
      strides: [2, 1],
    };
    for (const kernels of [DIRECT, conv2dKernels]) {
      for (const inChannels of [3, 30]) {
        const other = { ...shape, inChannels };
        assertEquals(
          results(two, other, kernels),
          results(one, other, kernels),
        );
      }
    }
  } finally {
    one.dispose();
    two.dispose();
  }
});

Deno.test("conv2d: same padding is tfjs's", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[2]!);
  try {
    for (const [size, filter, stride] of SAME_CASES) {
      const length = Math.ceil(size / stride);
      const missing = Math.max(0, (length - 1) * stride + filter - size);
      const before = Math.floor(missing / 2), after = missing - before;
      const shape: Conv2DShape = {
        ...CONV2D_CASES[0]!.shape,
        size: [size, size],
        filter: [filter, filter],
        strides: [stride, stride],
        pad: [before, after, before, after],
      };
      const { x, filter: values } = operands(shape);
      const got = runKernel(backend, conv2dKernels, "Conv2D", {
        x: [x, inShape(shape)],
        filter: [values, filterShape(shape)],
      }, { strides: stride, pad: "same", dilations: 1 });
      assertNear(got, forward(shape, x, values), 1e-5);
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("fused conv2d: bias and activation of any shape", async (t) => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[2]!);
  const shape: Conv2DShape = { ...CONV2D_CASES[0]!.shape, outChannels: 11 };
  const { x, filter } = operands(shape);
  const plain = forward(shape, x, filter);
  try {
    for (const [activation, apply] of Object.entries(ACTIVATIONS)) {
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

Deno.test("fused conv2d: NaN stays NaN in every activation", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[0]!);
  try {
    for (const activation of Object.keys(ACTIVATIONS)) {
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

Deno.test("conv2d: a filter is packed again for another stride", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[2]!);
  const shape = CONV2D_CASES[0]!.shape;
  const { filter, dy, x } = operands(shape);
  assertEquals(x.length, 5 * 6);
  const before = backend.numDataIds();
  const tensor = backend.makeOutput(
    filterShape(shape),
    "float32",
    null,
    filter,
  );
  try {
    for (const strides of [[1, 1], [2, 2], [1, 1], [2, 3]] as const) {
      const other: Conv2DShape = { ...shape, strides };
      const [height, width] = outSize(other);
      const values = dy.subarray(0, height * width * shape.outChannels);
      const gradient = backend.makeOutput(
        [1, height, width, shape.outChannels],
        "float32",
        null,
        values,
      );
      const kernel = conv2dKernels.find(({ kernelName }) =>
        kernelName === "Conv2DBackpropInput"
      )!;
      const out = kernel.kernelFunc({
        inputs: { dy: gradient, filter: tensor },
        attrs: { ...attributes(other), inputShape: inShape(other) },
        backend,
      });
      assert(!Array.isArray(out));
      const got = backend.readSync(out.dataId) as Float32Array;
      assertNear(got, inputGradient(other, values, filter), 1e-5);
      backend.disposeData(out.dataId);
      backend.disposeData(gradient.dataId);
    }
  } finally {
    backend.disposeData(tensor.dataId);
    assertEquals(backend.numDataIds(), before);
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
        const sums = forward(shape, x, filter);
        for (const activation of ["linear", "relu"]) {
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

Deno.test("conv2d: the shape for Winograd's algorithm goes there", () => {
  const shape = SCALED["large 3×3"]!;
  assert(
    forwardShape(
      geometryOf(inShape(shape), filterShape(shape), attributes(shape)),
    ),
  );
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

Deno.test("conv2d: large 3×3 convolutions, which Winograd's algorithm does", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[3]!);
  const shape: Conv2DShape = {
    ...CONV2D_CASES[0]!.shape,
    images: 2,
    size: [19, 22],
    inChannels: 48,
    outChannels: 40,
    pad: [0, 1, 2, 0],
  };
  const { x, filter, dy } = operands(shape);
  try {
    const geometry = geometryOf(
      inShape(shape),
      filterShape(shape),
      attributes(shape),
    );
    assert(forwardShape(geometry) && gradientShape(geometry));
    const got = results(backend, shape, conv2dKernels);
    assertNear(got.forward, forward(shape, x, filter), 2e-5);
    assertNear(got.inputGradient, inputGradient(shape, dy, filter), 2e-5);
  } finally {
    backend.dispose();
  }
});

Deno.test("conv2d: of a gradient larger than the output the rest is ignored", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[2]!);
  const shape: Conv2DShape = { ...CONV2D_CASES[0]!.shape, inChannels: 8 };
  const { filter, dy } = operands(shape);
  const [height, width] = outSize(shape);
  const row = width * shape.outChannels;
  const wide = new Float32Array((height + 2) * (row + 32)).fill(7);
  for (let y = 0; y < height; y++) {
    wide.set(dy.subarray(y * row, (y + 1) * row), y * (row + 32));
  }
  try {
    const got = runKernel(backend, conv2dKernels, "Conv2DBackpropInput", {
      dy: [wide, [1, height + 2, width + 2, shape.outChannels]],
      filter: [filter, filterShape(shape)],
    }, { ...attributes(shape), inputShape: inShape(shape) });
    assertNear(got, inputGradient(shape, dy, filter), 1e-5);
  } finally {
    backend.dispose();
  }
});

Deno.test("conv2d: what it cannot do is said", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[0]!);
  const x = [new Float32Array(6), [1, 1, 1, 6]] as const;
  const filter = [new Float32Array(4), [1, 1, 4, 1]] as const;
  try {
    assertThrows(
      () =>
        runKernel(backend, conv2dKernels, "Conv2D", { x, filter }, {
          strides: 1,
          pad: "valid",
        }),
      RangeError,
      "current value is 4 for 6 channels",
    );
    assertThrows(
      () =>
        runKernel(backend, conv2dKernels, "Conv2D", { x, filter }, {
          strides: 1,
          pad: "valid",
          dataFormat: "NCHW",
        }),
      RangeError,
      "must be NHWC",
    );
  } finally {
    backend.dispose();
  }
});

const OPERATIONS = ["conv2d", "winograd"];

const SAME_CASES = [
  [8, 3, 1],
  [8, 3, 2],
  [7, 3, 2],
  [9, 2, 3],
  [8, 1, 2],
  [5, 7, 1],
  [10, 1, 4],
] as const;

const ACTIVATIONS: Readonly<
  Record<string, (value: number, slope: number) => number>
> = {
  linear: (value) => value,
  relu: (value) => Math.max(0, value),
  relu6: (value) => Math.min(6, Math.max(0, value)),
  prelu: (value, slope) => value < 0 ? value * slope : value,
  leakyrelu: (value) => value < 0 ? value * 0.25 : value,
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  elu: (value) => value < 0 ? Math.expm1(value) : value,
};

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
const SCALED: Record<string, Conv2DShape> = {
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

/** A convolution with what is named. */
function scaled(
  backend: FullgradBackend,
  shape: Conv2DShape,
  activation: string,
  others: readonly string[],
): Float32Array {
  const { x, filter } = operands(shape);
  const { scale, bias, residual } = scaledOperands(shape);
  const { images, outChannels } = shape;
  const outShape = [images, ...outSize(shape), outChannels];
  return runKernel(backend, conv2dKernels, "FullGradConv2D", {
    x: [x, inShape(shape)],
    filter: [filter, filterShape(shape)],
    ...(others.includes("scale") && { scale: [scale, [outChannels]] }),
    ...(others.includes("bias") && { bias: [bias, [outChannels]] }),
    ...(others.includes("residual") && { residual: [residual, outShape] }),
  }, { ...attributes(shape), activation });
}

/** What it should be, from the sums of the convolution. */
function scaledReference(
  shape: Conv2DShape,
  sums: Float64Array,
  activation: string,
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
    return ACTIVATIONS[activation]!(sum * factor + term + more, 0);
  });
}

/** Factors of both signs and, where there are several, a zero. */
function scaledOperands(shape: Conv2DShape) {
  const channels = shape.outChannels;
  const scale = seededValues(channels, 8);
  if (channels > 1) scale.set([0, -1.5]);
  return {
    scale,
    bias: seededValues(channels, 5),
    residual: seededValues(operands(shape).dy.length, 7),
  };
}

function assertRight(backend: FullgradBackend, shape: Conv2DShape): void {
  const { x, filter, dy } = operands(shape);
  const output = forward(shape, x, filter);
  const gradient = inputGradient(shape, dy, filter);
  for (const kernels of [DIRECT, conv2dKernels]) {
    const got = results(backend, shape, kernels);
    assertNear(got.forward, output, 2e-5);
    assertNear(got.inputGradient, gradient, 2e-5);
  }
}

function results(
  backend: FullgradBackend,
  shape: Conv2DShape,
  kernels: readonly EngineKernel[],
) {
  const { x, filter, dy } = operands(shape);
  const [height, width] = outSize(shape);
  const outShape = [shape.images, height, width, shape.outChannels];
  return {
    forward: runKernel(backend, kernels, "Conv2D", {
      x: [x, inShape(shape)],
      filter: [filter, filterShape(shape)],
    }, attributes(shape)),
    inputGradient: runKernel(backend, kernels, "Conv2DBackpropInput", {
      dy: [dy, outShape],
      filter: [filter, filterShape(shape)],
    }, { ...attributes(shape), inputShape: inShape(shape) }),
  };
}

function operands(shape: Conv2DShape) {
  const { images, size, outChannels } = shape;
  const [height, width] = outSize(shape);
  return {
    x: seededValues(images * size[0] * size[1] * shape.inChannels, 1),
    filter: seededValues(filterShape(shape).reduce((a, b) => a * b, 1), 2),
    dy: seededValues(images * height * width * outChannels, 3),
  };
}

function inShape({ images, size, inChannels }: Conv2DShape): number[] {
  return [images, ...size, inChannels];
}

function filterShape(
  { filter, inChannels, outChannels, groups }: Conv2DShape,
): number[] {
  return [...filter, inChannels / groups, outChannels];
}

function attributes(
  { strides, dilations, pad }: Conv2DShape,
): ConvolutionAttributes & Record<string, unknown> {
  return {
    strides: [...strides],
    dilations: [...dilations],
    pad: [[0, 0], [pad[0], pad[1]], [pad[2], pad[3]], [0, 0]],
  };
}

function randomShape(): fc.Arbitrary<Conv2DShape> {
  const length = (max: number, min = 1) => fc.integer({ min, max });
  return fc.record({
    images: length(3),
    size: fc.tuple(length(9), length(9)),
    inChannels: length(20),
    outChannels: length(20),
    groups: length(3),
    filter: fc.tuple(length(4), length(4)),
    strides: fc.tuple(length(4), length(4)),
    dilations: fc.tuple(length(3), length(3)),
    pad: fc.tuple(length(4, 0), length(4, 0), length(4, 0), length(4, 0)),
  }).map((shape) => ({
    ...shape,
    inChannels: shape.inChannels * shape.groups,
    outChannels: shape.outChannels * shape.groups,
  })).filter((shape) => outSize(shape).every((side) => side > 0));
}
