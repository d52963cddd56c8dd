/**
 * Measures Winograd's algorithm beside the convolution by its definition, both
 * ours, for the layers of VGG-16 and ResNet with 3×3 taps and stride 1.
 */
import process from "node:process";
import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../../../lib/backend/engine/mod.ts";
import { hasRelaxedSimd } from "../../../../lib/backend/engine/kernel_binaries.ts";
import {
  directForward,
  directInputGradient,
} from "../../../../lib/backend/kernels/conv2d/convolve.ts";
import { geometryOf } from "../../../../lib/backend/kernels/conv2d/geometry.ts";
import {
  winogradForward,
  winogradInputGradient,
} from "../../../../lib/backend/kernels/winograd/winograd.ts";
import { gemmBinary } from "../gemm/gemm_binary.ts";
import { measurePeak } from "../measure_peak.ts";
import { randomTensor, startKernels } from "../start_kernels.ts";

/** Calls of each in turn; the fastest counts. */
const ROUNDS = 9;

/** Side, channels of input and output. */
const VGG_16 = [
  [224, 64, 64],
  [112, 64, 128],
  [112, 128, 128],
  [56, 128, 256],
  [56, 256, 256],
  [28, 256, 512],
  [28, 512, 512],
  [14, 512, 512],
] as const;

const RESNET = [
  [56, 64, 64],
  [28, 128, 128],
  [14, 256, 256],
  [7, 512, 512],
] as const;

/** Prints what was measured. */
export async function bench(): Promise<void> {
  const operations = ["winograd", "conv2d", await gemmBinary()];
  const backend = await startKernels(operations, {
    threads: 1,
    relaxed: hasRelaxedSimd(),
  });
  const peak = measurePeak(backend);
  console.log(`micro-kernel, one thread: ${peak.toFixed(1)} GFLOP/s`);
  for (
    const [batch, layers] of [[1, VGG_16], [1, RESNET], [8, RESNET]] as const
  ) {
    for (const [side, inChannels, outChannels] of layers) {
      await measure(backend, peak, batch, side, inChannels, outChannels);
    }
  }
  backend.dispose();
}

/** Prints milliseconds, and operations done as a share of the peak. */
async function measure(
  backend: FullgradBackend,
  peak: number,
  batch: number,
  side: number,
  inChannels: number,
  outChannels: number,
): Promise<void> {
  const x = randomTensor(backend, [batch, side, side, inChannels]);
  const dy = randomTensor(backend, [batch, side, side, outChannels]);
  const filter = randomTensor(backend, [3, 3, inChannels, outChannels]);
  const geometry = geometryOf(x.shape, filter.shape, {
    strides: 1,
    pad: "same",
  });
  const pad = { top: 1, left: 1 };
  const tiles = batch * Math.ceil(side / 4) ** 2;
  const operations = 2 * 36 * tiles * inChannels * outChannels;
  const pairs = {
    forward: [
      () =>
        winogradForward(backend, x, filter, {
          pad,
          outHeight: side,
          outWidth: side,
        }),
      () => directForward(backend, x, filter, geometry, {}),
    ],
    "input gradient": [
      () =>
        winogradInputGradient(backend, dy, filter, {
          pad,
          inHeight: side,
          inWidth: side,
        }),
      () => directInputGradient(backend, dy, filter, geometry),
    ],
  } as const;
  for (const [name, pair] of Object.entries(pairs)) {
    await backend.setThreads(1);
    const [ours, direct] = fastest(backend, pair);
    await backend.setThreads(navigator.hardwareConcurrency);
    const [all] = fastest(backend, pair);
    console.log(
      [
        `${batch} × ${side}² × ${inChannels} to ${outChannels}, ${name}`
          .padEnd(44),
        `processor ${ours!.processor.toFixed(2)} ms`,
        `${(100 * operations / ours!.processor / 1e6 / peak).toFixed(0)} %`,
        `${(direct!.processor / ours!.processor).toFixed(2)}× the definition`,
        `· ${backend.threads} threads ${all!.clock.toFixed(2)} ms`,
      ].join("  "),
    );
  }
  for (const { dataId } of [x, dy, filter]) backend.disposeData(dataId);
}

function fastest(
  backend: FullgradBackend,
  variants: readonly (() => tf.TensorInfo)[],
): { processor: number; clock: number }[] {
  const best = variants.map(() => ({ processor: Infinity, clock: Infinity }));
  for (let round = 0; round < ROUNDS; round++) {
    variants.forEach((run, i) => {
      const [used, start] = [process.cpuUsage(), performance.now()];
      const { dataId } = run();
      const clock = performance.now() - start;
      const { user, system } = process.cpuUsage(used);
      backend.disposeData(dataId);
      const known = best[i]!;
      known.clock = Math.min(known.clock, clock);
      known.processor = Math.min(known.processor, (user + system) / 1000);
    });
  }
  return best;
}
