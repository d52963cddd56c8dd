import { assert, assertEquals } from "@std/assert";
import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../../../lib/backend/engine/mod.ts";
import { normalizationKernels } from "../../../../lib/backend/kernels/normalization/normalization.ts";
import { assertNear } from "../assert_near.ts";
import { type KernelOperand, runKernel } from "../run_kernel.ts";
import { seededValues } from "../seeded_values.ts";
import { startKernels, tensorOn, valuesOf } from "../start_kernels.ts";
import { ROW_SHAPES } from "./cases.ts";
import {
  batchNormTraining,
  byRow,
  layerNorm,
  layerNormGradient,
  layerNormTerm,
  type NormSettings,
  softmax,
  softmaxGradient,
} from "./reference.ts";

for (const threads of [1, 2]) {
  Deno.test(`softmax and its gradient, ${threads} thread(s): all cases`, async () => {
    const backend = await startKernels(["normalization"], {
      threads,
      relaxed: false,
    });
    try {
      for (const shape of ROW_SHAPES) {
        const length = shape.at(-1)!;
        const x = values(shape, 1).map((value) => 5 * value);
        const got = call(backend, "Softmax", { logits: [x, shape] }, {});
        const want = byRow(length, softmax, x);
        assertNear(got, want, 5e-7);
        const dy = values(shape, 2);
        assertNear(
          call(backend, "FullGradSoftmaxGradient", {
            dy: [dy, shape],
            y: [got, shape],
          }, {}),
          byRow(length, softmaxGradient, dy, got),
          5e-7,
        );
      }
    } finally {
      backend.dispose();
    }
  });

  Deno.test(`layer norm, its gradient and term, ${threads} thread(s): all cases`, async () => {
    const backend = await startKernels(["normalization"], {
      threads,
      relaxed: false,
    });
    try {
      for (const shape of ROW_SHAPES) {
        for (const centered of [true, false]) {
          assertLayerNorm(backend, shape, centered, true);
          assertLayerNorm(backend, shape, centered, false);
        }
      }
    } finally {
      backend.dispose();
    }
  });
}

Deno.test("batch norm in training and its gradient are their definitions, on 1 and 2 threads", async () => {
  for (const threads of [1, 2]) {
    const backend = await startKernels(["normalization"], {
      threads,
      relaxed: false,
    });
    try {
      for (const shape of [[7, 1], [5, 3], [2, 9, 11, 20], [3000, 33]]) {
        for (const isAffine of [true, false]) {
          assertBatchNorm(backend, shape, isAffine);
        }
      }
    } finally {
      backend.dispose();
    }
  }
});

function assertBatchNorm(
  backend: FullgradBackend,
  shape: readonly number[],
  isAffine: boolean,
): void {
  const channels = shape.at(-1)!;
  const epsilon = 1e-3;
  // Far from 0, where Σ x² − (Σ x)² keeps no digit in float32.
  const x = values(shape, 1).map((value) => 100 + value);
  const dy = values(shape, 2);
  const gamma = isAffine ? seededValues(channels, 3) : undefined;
  const beta = isAffine ? seededValues(channels, 4) : undefined;
  const want = batchNormTraining([...x], [...dy], {
    gamma: gamma ? [...gamma] : Array<number>(channels).fill(1),
    beta: beta ? [...beta] : Array<number>(channels).fill(0),
    epsilon,
  });
  const perChannel = (numbers: Float32Array): KernelOperand => [
    numbers,
    [channels],
  ];
  const [output, mean, variance] = callAll(
    backend,
    "FullGradBatchNormTraining",
    {
      x: [x, shape],
      ...gamma && { gamma: perChannel(gamma) },
      ...beta && { beta: perChannel(beta) },
    },
    { epsilon },
  );
  assertNear(output!, want.output, 2e-5);
  assertNear(mean!, want.mean, 1e-7);
  assertNear(variance!, want.variance, 1e-6);
  const gradients = callAll(backend, "FullGradBatchNormTrainingGradient", {
    x: [x, shape],
    dy: [dy, shape],
    ...gamma && { gamma: perChannel(gamma) },
    mean: perChannel(mean!),
    variance: perChannel(variance!),
  }, { epsilon });
  assertNear(gradients[0]!, want.gradient, 5e-5);
  assertNear(gradients[1]!, want.gammaGradient, 1e-4);
  assertNear(gradients[2]!, want.betaGradient, 1e-6);
}

/** All outputs of a kernel; asserts that nothing else stays. */
function callAll(
  backend: FullgradBackend,
  name: string,
  operands: Readonly<Record<string, KernelOperand>>,
  attrs: Record<string, unknown>,
): readonly Float32Array[] {
  const { kernelFunc } = normalizationKernels.find(({ kernelName }) =>
    kernelName === name
  )!;
  const before = backend.numDataIds();
  const inputs = Object.fromEntries(
    Object.entries(operands).map(([name, [values, shape]]) => [
      name,
      tensorOn(backend, values, shape),
    ]),
  );
  const outputs = kernelFunc({ inputs, attrs, backend }) as tf.TensorInfo[];
  const found = outputs.map((output) => valuesOf(backend, output));
  Object.values(inputs).forEach(({ dataId }) => backend.disposeData(dataId));
  assertEquals(backend.numDataIds(), before);
  return found;
}

Deno.test("softmax: NaN makes a row NaN, no other; large values do not overflow", async () => {
  const backend = await startKernels(["normalization"], {
    threads: 1,
    relaxed: false,
  });
  const length = 6;
  const x = new Float32Array([
    ...[1, NaN, 2, 3, 4, 5],
    ...[1e4, 1e4, -1e4, -1e4, -1e4, -1e4],
    ...[0, 0, 0, 0, 0, NaN],
  ]);
  try {
    const got = call(backend, "Softmax", { logits: [x, [3, length]] }, {});
    assert(got.subarray(0, 6).every(Number.isNaN));
    assertEquals([...got.subarray(6, 12)], [0.5, 0.5, 0, 0, 0, 0]);
    assert(got.subarray(12).every(Number.isNaN));
  } finally {
    backend.dispose();
  }
});

Deno.test("layer norm: what lies far from 0 keeps its digits", async () => {
  const backend = await startKernels(["normalization"], {
    threads: 1,
    relaxed: false,
  });
  const length = 64;
  const x = values([1, length], 1).map((value) => 1000 + value);
  try {
    assertNear(
      call(backend, "FullGradLayerNorm", { x: [x, [1, length]] }, {
        length,
        epsilon: 1e-6,
        centered: true,
      }),
      layerNorm([...x], {
        gamma: [...x].fill(1),
        beta: [...x].fill(0),
        epsilon: 1e-6,
        centered: true,
      }),
      1e-4,
    );
  } finally {
    backend.dispose();
  }
});

function assertLayerNorm(
  backend: FullgradBackend,
  shape: readonly number[],
  centered: boolean,
  isAffine: boolean,
): void {
  const length = shape.at(-1)!;
  const epsilon = 1e-3;
  const [x, dy] = [values(shape, 1), values(shape, 2)] as const;
  const gamma = seededValues(length, 3), beta = seededValues(length, 4);
  const settings: NormSettings = {
    gamma: isAffine ? [...gamma] : [...gamma].fill(1),
    beta: isAffine ? [...beta] : [...beta].fill(0),
    epsilon,
    centered,
  };
  const attrs = { length, epsilon, centered };
  const operands: Record<string, KernelOperand> = {
    x: [x, shape],
    ...isAffine && { gamma: [gamma, [length]] },
  };
  const withShift: Record<string, KernelOperand> = {
    ...operands,
    ...isAffine && { beta: [beta, [length]] },
  };
  const results = [
    [
      call(backend, "FullGradLayerNorm", withShift, attrs),
      byRow(length, (x) => layerNorm(x!, settings), x),
    ],
    ...([
      ["FullGradLayerNormGradient", layerNormGradient],
      ["FullGradLayerNormTerm", layerNormTerm],
    ] as const).map(([name, of]) => [
      call(backend, name, { ...operands, dy: [dy, shape] }, attrs),
      byRow(length, (x, dy) => of(x!, dy!, settings), x, dy),
    ]),
  ] as const;
  // Of a row of one value, what is left is of the size of what it is a
  // difference of.
  const scale = 1 / Math.sqrt(epsilon);
  for (const [part, [got, want]] of results.entries()) {
    assertEquals(got!.length, want!.length);
    got!.forEach((value, i) =>
      assert(
        Math.abs(value - want![i]!) <= 2e-6 * scale,
        `part ${part} of [${shape}] at ${i}: ${value}, not ${want![i]}`,
      )
    );
  }
}

function values(shape: readonly number[], seed: number): Float32Array {
  return seededValues(shape.reduce((a, b) => a * b, 1), seed);
}

function call(
  backend: FullgradBackend,
  name: string,
  operands: Readonly<Record<string, KernelOperand>>,
  attrs: Record<string, unknown>,
): Float32Array {
  return runKernel(backend, normalizationKernels, name, operands, attrs);
}
