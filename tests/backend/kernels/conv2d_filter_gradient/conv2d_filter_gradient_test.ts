import * as fc from "fast-check";
import { assertEquals } from "@std/assert";
import type { FullgradBackend } from "../../../../lib/backend/engine/mod.ts";
import { FILTER_GRADIENT_CASES } from "./cases.ts";
import { conv2dFilterGradientKernels } from "../../../../lib/backend/kernels/conv2d_filter_gradient/conv2d_filter_gradient.ts";
import {
  type ConvolutionShape,
  filterGradient,
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

const OPERATION = "conv2d_filter_gradient";

for (const setting of KERNEL_SETTINGS) {
  const { threads, relaxed } = setting;
  const name = `${OPERATION}, ${threads} thread(s)${
    relaxed ? ", relaxed" : ""
  }`;
  Deno.test(`${name}: all cases`, async (t) => {
    const backend = await startKernels([OPERATION, "winograd"], setting);
    try {
      for (const { name, shape } of FILTER_GRADIENT_CASES) {
        await t.step(name, () => assertRight(backend, shape));
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test(`${OPERATION}: random shapes`, async () => {
  const backend = await startKernels(
    [OPERATION, "winograd"],
    KERNEL_SETTINGS[3]!,
  );
  try {
    fc.assert(
      fc.property(randomShape(), (shape) => assertRight(backend, shape)),
      { numRuns: 150, seed: 3 },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test(`${OPERATION}: two threads give the bits of one`, async () => {
  const one = await startKernels([OPERATION, "winograd"], KERNEL_SETTINGS[2]!);
  const two = await startKernels([OPERATION, "winograd"], KERNEL_SETTINGS[3]!);
  try {
    const shape: ConvolutionShape = {
      ...FILTER_GRADIENT_CASES[0]!.shape,
      images: 2,
      size: [50, 50],
      inChannels: 3,
      outChannels: 20,
    };
    assertEquals(gradient(two, shape), gradient(one, shape));
  } finally {
    one.dispose();
    two.dispose();
  }
});

Deno.test(`${OPERATION}: channels first give the same`, async () => {
  const backend = await startKernels(
    [OPERATION, "winograd"],
    KERNEL_SETTINGS[0]!,
  );
  const shape: ConvolutionShape = {
    ...FILTER_GRADIENT_CASES[0]!.shape,
    images: 2,
    inChannels: 3,
  };
  const { x, dy } = operands(shape);
  try {
    const got = runKernel(
      backend,
      conv2dFilterGradientKernels,
      "Conv2DBackpropFilter",
      {
        x: [turned(x, 2, 3), [2, 3, ...shape.size]],
        dy: [turned(dy, 2, 6), [2, 6, ...outSize(shape)]],
      },
      {
        strides: 1,
        pad: 1,
        dataFormat: "NCHW",
        filterShape: [3, 3, 3, 6],
      },
    );
    assertEquals(got, gradient(backend, shape));
  } finally {
    backend.dispose();
  }
});

/** The same images with the channels before the positions. */
function turned(
  values: Float32Array,
  batch: number,
  channels: number,
): Float32Array {
  const positions = values.length / batch / channels;
  return values.map((_, i) => {
    const position = i % positions;
    const channel = Math.floor(i / positions) % channels;
    const image = Math.floor(i / positions / channels);
    return values[(image * positions + position) * channels + channel]!;
  });
}

function assertRight(backend: FullgradBackend, shape: ConvolutionShape): void {
  const { x, dy } = operands(shape);
  assertNear(gradient(backend, shape), filterGradient(shape, x, dy), 1e-5);
}

function gradient(
  backend: FullgradBackend,
  shape: ConvolutionShape,
): Float32Array {
  const { x, dy } = operands(shape);
  return runKernel(
    backend,
    conv2dFilterGradientKernels,
    "Conv2DBackpropFilter",
    { x: [x, inShape(shape)], dy: [dy, outShape(shape)] },
    { ...attributes(shape), filterShape: filterShape(shape) },
  );
}

function randomShape(): fc.Arbitrary<ConvolutionShape> {
  const pair = (min: number, max: number) =>
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
  const edge = fc.integer({ min: 0, max: 6 });
  return fc.record({
    images: fc.integer({ min: 1, max: 2 }),
    size: pair(1, 20),
    inChannels: fc.integer({ min: 1, max: 30 }),
    outChannels: fc.integer({ min: 1, max: 40 }),
    groups: fc.constant(1),
    filter: pair(1, 5),
    strides: pair(1, 4),
    dilations: pair(1, 4),
    pad: fc.tuple(edge, edge, edge, edge),
  }).filter((shape) => outSize(shape).every((length) => length > 0));
}
