import * as fc from "fast-check";
import { assert, assertEquals, assertThrows } from "@std/assert";
import type {
  EngineKernel,
  FullgradBackend,
} from "../../../../lib/backend/engine/mod.ts";
import { conv2dKernels } from "../../../../lib/backend/kernels/conv2d/conv2d.ts";
import {
  directForward,
  directInputGradient,
} from "../../../../lib/backend/kernels/conv2d/convolve.ts";
import {
  geometryOf,
  usesWinograd,
} from "../../../../lib/backend/kernels/conv2d/geometry.ts";
import {
  convolution,
  type ConvolutionShape,
  inputGradient,
  outSize,
} from "../../../propagation/float64/mod.ts";
import { assertNear } from "../assert_near.ts";
import {
  attributes,
  filterShape,
  inShape,
  operands,
  outShape,
} from "../convolution.ts";
import { runKernel } from "../run_kernel.ts";
import { KERNEL_SETTINGS, startKernels } from "../start_kernels.ts";
import { CONV2D_CASES } from "./cases.ts";

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
    const shape: ConvolutionShape = {
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
      const shape: ConvolutionShape = {
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
      assertNear(got, convolution(shape, x, values), 1e-5);
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
      const other: ConvolutionShape = { ...shape, strides };
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

Deno.test("conv2d: large 3×3 convolutions, which Winograd's algorithm does", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[3]!);
  const shape: ConvolutionShape = {
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
    assert(usesWinograd(geometry, "forward"));
    assert(usesWinograd(geometry, "gradient"));
    const got = results(backend, shape, conv2dKernels);
    assertNear(got.forward, convolution(shape, x, filter), 2e-5);
    assertNear(got.inputGradient, inputGradient(shape, dy, filter), 2e-5);
  } finally {
    backend.dispose();
  }
});

Deno.test("conv2d: of a gradient larger than the output the rest is ignored", async () => {
  const backend = await startKernels(OPERATIONS, KERNEL_SETTINGS[2]!);
  const shape: ConvolutionShape = { ...CONV2D_CASES[0]!.shape, inChannels: 8 };
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

function assertRight(backend: FullgradBackend, shape: ConvolutionShape): void {
  const { x, filter, dy } = operands(shape);
  const output = convolution(shape, x, filter);
  const gradient = inputGradient(shape, dy, filter);
  for (const kernels of [DIRECT, conv2dKernels]) {
    const got = results(backend, shape, kernels);
    assertNear(got.forward, output, 2e-5);
    assertNear(got.inputGradient, gradient, 2e-5);
  }
}

function results(
  backend: FullgradBackend,
  shape: ConvolutionShape,
  kernels: readonly EngineKernel[],
) {
  const { x, filter, dy } = operands(shape);
  return {
    forward: runKernel(backend, kernels, "Conv2D", {
      x: [x, inShape(shape)],
      filter: [filter, filterShape(shape)],
    }, attributes(shape)),
    inputGradient: runKernel(backend, kernels, "Conv2DBackpropInput", {
      dy: [dy, outShape(shape)],
      filter: [filter, filterShape(shape)],
    }, { ...attributes(shape), inputShape: inShape(shape) }),
  };
}

function randomShape(): fc.Arbitrary<ConvolutionShape> {
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
