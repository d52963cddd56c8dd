import * as fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../../../lib/backend/engine/mod.ts";
import { fusedArgs } from "../../../../lib/backend/kernels/activation/activation.ts";
import {
  convolution,
  type ConvolutionShape,
  filterGradient,
  inputGradient,
  outSize,
} from "../../../propagation/float64/mod.ts";
import { WINOGRAD_CASES } from "./cases.ts";
import {
  winogradForward,
  winogradInputGradient,
} from "../../../../lib/backend/kernels/winograd/winograd.ts";
import { winogradFilterGradient } from "../../../../lib/backend/kernels/winograd/filter_gradient.ts";
import {
  useWinograd,
  useWinogradFilterGradient,
  type WinogradShape,
} from "../../../../lib/backend/kernels/winograd/use_winograd.ts";
import { ACTIVATION_NAMES, ACTIVATIONS } from "../activations.ts";
import { assertNear } from "../assert_near.ts";
import { filterShape, inShape, operands, outShape } from "../convolution.ts";
import { seededValues } from "../seeded_values.ts";
import {
  KERNEL_SETTINGS,
  startKernels,
  tensorOn,
  valuesOf,
} from "../start_kernels.ts";

const PLAIN = WINOGRAD_CASES[0]!.shape;

for (const setting of KERNEL_SETTINGS) {
  const { threads, relaxed } = setting;
  const name = `winograd, ${threads} thread(s)${relaxed ? ", relaxed" : ""}`;
  Deno.test(`${name}: all cases`, async (t) => {
    const backend = await startKernels(["winograd"], setting);
    try {
      for (const { name, shape } of WINOGRAD_CASES) {
        await t.step(name, () => assertRight(backend, shape));
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("winograd: random shapes", async () => {
  const backend = await startKernels(["winograd"], KERNEL_SETTINGS[2]!);
  try {
    fc.assert(
      fc.property(randomShape(), (shape) => assertRight(backend, shape)),
      { numRuns: 100, seed: 1 },
    );
  } finally {
    backend.dispose();
  }
});

Deno.test("winograd: two threads give the bits of one", async () => {
  const one = await startKernels(["winograd"], KERNEL_SETTINGS[2]!);
  const two = await startKernels(["winograd"], KERNEL_SETTINGS[3]!);
  try {
    for (const { shape } of WINOGRAD_CASES) {
      assertEquals(results(two, shape), results(one, shape));
    }
  } finally {
    one.dispose();
    two.dispose();
  }
});

Deno.test("winograd: scale, shift, residual, activation", async (t) => {
  const backend = await startKernels(["winograd"], KERNEL_SETTINGS[3]!);
  try {
    for (const activation of ACTIVATION_NAMES) {
      for (const [outChannels, hasResidual] of EPILOGUES) {
        await t.step(`${activation}, ${outChannels}, ${hasResidual}`, () => {
          const shape = { ...PLAIN, size: [9, 8] as const, outChannels };
          const { x, filter, dy } = operands(shape);
          const [scale, shift, slopes] = [4, 5, 6].map((seed) =>
            seededValues(outChannels, seed)
          ) as [Float32Array, Float32Array, Float32Array];
          const want = convolution(shape, x, filter).map((value, i) =>
            ACTIVATIONS[activation](
              value * scale[i % outChannels]! + shift[i % outChannels]! +
                (hasResidual ? dy[i]! : 0),
              slopes[i % outChannels]!,
            )
          );
          const got = forwardOn(backend, shape, (make) => ({
            scale: make(scale, [outChannels]),
            residual: hasResidual ? make(dy, outShape(shape)) : undefined,
            fused: fusedArgs(backend, {
              bias: make(shift, [outChannels]),
              activation,
              leakyreluAlpha: 0.25,
              preluActivationWeights: make(slopes, [outChannels]),
            }, outChannels),
          }));
          assertNear(got, want, 1e-5);
        });
      }
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("winograd: the error is bounded for deep sums", async (t) => {
  // Standard sums of 9 · 512 products in 32 bits come to 1e-6.
  for (const setting of [KERNEL_SETTINGS[1]!, KERNEL_SETTINGS[3]!]) {
    const backend = await startKernels(["winograd"], setting);
    try {
      for (const channels of [64, 512]) {
        await t.step(`${channels} channels, relaxed ${setting.relaxed}`, () => {
          const shape: ConvolutionShape = {
            ...PLAIN,
            inChannels: channels,
            outChannels: 32,
          };
          const { x, filter } = operands(shape);
          const got = results(backend, shape).forward;
          assertNear(got, convolution(shape, x, filter), 4e-6);
        });
      }
    } finally {
      backend.dispose();
    }
  }
});

Deno.test("winograd: NaN and infinity reach the outputs that meet them", async () => {
  const backend = await startKernels(["winograd"], KERNEL_SETTINGS[2]!);
  const shape = { ...PLAIN, size: [4, 12] as const };
  try {
    for (const value of [NaN, Infinity]) {
      const { x, filter } = operands(shape);
      x[0] = value;
      const inputs = [
        tensorOn(backend, x, inShape(shape)),
        tensorOn(backend, filter, filterShape(shape)),
      ] as const;
      const out = winogradForward(backend, ...inputs, {
        pad: { top: 1, left: 1 },
        outHeight: 4,
        outWidth: 12,
        fused: fusedArgs(backend, { activation: "relu" }, 16),
      });
      const values = valuesOf(backend, out);
      for (const { dataId } of inputs) backend.disposeData(dataId);
      assert(!Number.isFinite(values[0]));
      // The last tile is not concerned.
      assert(values.subarray(-16).every(Number.isFinite));
    }
  } finally {
    backend.dispose();
  }
});

Deno.test("useWinograd: for the layers it is for, never for nothing", () => {
  const layer = (side: number, inChannels: number, outChannels: number) => ({
    batch: 1,
    inHeight: side,
    inWidth: side,
    inChannels,
    outHeight: side,
    outWidth: side,
    outChannels,
  });
  assert(useWinograd(layer(224, 64, 64)));
  assert(useWinograd(layer(14, 512, 512)));
  assert(!useWinograd(layer(224, 3, 64)));
  assert(!useWinograd(layer(1, 512, 512)));
  assert(useWinogradFilterGradient(layer(224, 64, 64)));
  assert(useWinogradFilterGradient({ ...layer(4, 512, 512), batch: 64 }));
  assert(!useWinogradFilterGradient({ ...layer(2, 512, 512), batch: 64 }));
  const empty = Object.keys(layer(8, 64, 64)) as (keyof WinogradShape)[];
  for (const key of empty) {
    assert(!useWinograd({ ...layer(8, 64, 64), [key]: 0 }));
    assert(!useWinogradFilterGradient({ ...layer(8, 64, 64), [key]: 0 }));
  }
});

const EPILOGUES = [[16, true], [16, false], [11, true], [11, false]] as const;

function assertRight(backend: FullgradBackend, shape: ConvolutionShape): void {
  const { x, filter, dy } = operands(shape);
  const got = results(backend, shape);
  const { inChannels, outChannels } = shape;
  const want = convolution(shape, x, filter);
  assertNear(got.forward, want, tolerance(inChannels));
  const gradient = inputGradient(shape, dy, filter);
  assertNear(got.inputGradient, gradient, tolerance(outChannels));
  assertNear(got.filterGradient, filterGradient(shape, x, dy), tolerance(1));
}

/** Rounding errors of a longer sum add up like a random walk. */
function tolerance(channels: number): number {
  return 5e-6 * Math.sqrt(Math.max(1, channels / 512));
}

function results(backend: FullgradBackend, shape: ConvolutionShape) {
  return {
    forward: forwardOn(backend, shape, () => ({})),
    inputGradient: gradientOn(backend, shape),
    filterGradient: filterGradientOn(backend, shape),
  };
}

type Make = (values: Float32Array, shape: readonly number[]) => tf.TensorInfo;

function forwardOn(
  backend: FullgradBackend,
  shape: ConvolutionShape,
  steps: (
    make: Make,
  ) => Pick<
    Parameters<typeof winogradForward>[3],
    "scale" | "residual" | "fused"
  >,
): Float32Array {
  const { x, filter } = operands(shape);
  const [outHeight, outWidth] = outSize(shape);
  return withTensors(backend, (make) =>
    winogradForward(
      backend,
      make(x, inShape(shape)),
      make(filter, filterShape(shape)),
      { pad: padOf(shape), outHeight, outWidth, ...steps(make) },
    ));
}

function gradientOn(
  backend: FullgradBackend,
  shape: ConvolutionShape,
): Float32Array {
  const { dy, filter } = operands(shape);
  const [inHeight, inWidth] = shape.size;
  return withTensors(backend, (make) =>
    winogradInputGradient(
      backend,
      make(dy, outShape(shape)),
      make(filter, filterShape(shape)),
      { pad: padOf(shape), inHeight, inWidth },
    ));
}

function filterGradientOn(
  backend: FullgradBackend,
  shape: ConvolutionShape,
): Float32Array {
  const { x, dy } = operands(shape);
  const { images, size: [inHeight, inWidth], inChannels, outChannels } = shape;
  const [outHeight, outWidth] = outSize(shape);
  return withTensors(backend, (make) =>
    winogradFilterGradient(
      backend,
      make(x, inShape(shape)),
      make(dy, outShape(shape)),
      {
        batch: images,
        inHeight,
        inWidth,
        inChannels,
        outHeight,
        outWidth,
        outChannels,
      },
      padOf(shape),
    ));
}

/** The values of what is computed; asserts that nothing else stays behind. */
function withTensors(
  backend: FullgradBackend,
  compute: (make: Make) => tf.TensorInfo,
): Float32Array {
  const before = backend.numDataIds();
  const made: tf.TensorInfo[] = [];
  const values = valuesOf(
    backend,
    compute((values, shape) => {
      made.push(tensorOn(backend, values, shape));
      return made.at(-1)!;
    }),
  );
  for (const { dataId } of made) backend.disposeData(dataId);
  assertEquals(backend.numDataIds(), before);
  return values;
}

function padOf({ pad: [top, , left] }: ConvolutionShape) {
  return { top, left };
}

function randomShape(): fc.Arbitrary<ConvolutionShape> {
  const length = (max: number, min = 1) => fc.integer({ min, max });
  return fc.record({
    images: length(3),
    size: fc.tuple(length(18), length(18)),
    inChannels: length(40),
    outChannels: length(40),
    pad: fc.tuple(length(4, 0), length(4, 0), length(4, 0), length(4, 0)),
  }).map((sizes) => ({ ...PLAIN, ...sizes }))
    .filter((shape) => outSize(shape).every((side) => side > 0));
}
