/**
 * Measures Winograd's algorithm beside the convolution by its definition, both
 * ours, for the layers of VGG-16 and ResNet with 3×3 taps and stride 1.
 */
import process from "node:process";
import type * as tf from "@tensorflow/tfjs";
import { compileKernels } from "../../engine/kernel_binaries.ts";
import { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import { hasRelaxedSimd } from "../../engine/relaxed_simd.ts";
import { startStockModule } from "../../engine/stock_module.ts";
import { conv2dBinary } from "../conv2d/conv2d.ts";
import { directForward, directInputGradient } from "../conv2d/direct.ts";
import { geometryOf } from "../conv2d/geometry.ts";
import { RESNET_50, VGG_16 } from "../conv2d/layers.ts";
import { measurePeak } from "../measure_peak.ts";
import {
  winogradBinary,
  winogradForward,
  winogradInputGradient,
} from "./winograd.ts";

/** Calls of each in turn; the fastest counts. */
const ROUNDS = 9;

const GEMM = {
  operation: "gemm",
  plain: new URL("../gemm/gemm.wasm", import.meta.url),
  relaxed: new URL("../gemm/gemm_relaxed.wasm", import.meta.url),
};

if (import.meta.main) {
  const layers = [...VGG_16, ...RESNET_50].filter(({ filter, stride }) =>
    filter === 3 && stride === 1
  );
  const { module, memory } = await startStockModule(true);
  const binaries = [winogradBinary, conv2dBinary, GEMM];
  const kernels = await compileKernels(binaries, hasRelaxedSimd(), true);
  const backend = FullgradBackend.start({ module, memory, kernels });
  const peak = measurePeak(backend);
  console.log(`micro-kernel, one thread: ${peak.toFixed(1)} GFLOP/s`);
  for (const batch of [1, 8]) {
    for (const { size, inChannels, outChannels } of layers) {
      const shape = [batch, size, size] as const;
      await measure(backend, peak, shape, inChannels, outChannels);
    }
  }
  backend.dispose();
}

/** Prints milliseconds, and operations done as a share of the peak. */
async function measure(
  backend: FullgradBackend,
  peak: number,
  [batch, height, width]: readonly [number, number, number],
  inChannels: number,
  outChannels: number,
): Promise<void> {
  const x = zeros(backend, [batch, height, width, inChannels]);
  const dy = zeros(backend, [batch, height, width, outChannels]);
  const filter = zeros(backend, [3, 3, inChannels, outChannels]);
  const geometry = geometryOf(x.shape, filter.shape, {
    strides: 1,
    pad: "same",
  });
  const pad = { top: 1, left: 1 };
  const tiles = batch * Math.ceil(height / 4) * Math.ceil(width / 4);
  const operations = 2 * 36 * tiles * inChannels * outChannels;
  const pairs = {
    forward: [
      () =>
        winogradForward(backend, x, filter, {
          pad,
          outHeight: height,
          outWidth: width,
        }),
      () => directForward(backend, x, filter, geometry, {}),
    ],
    "input gradient": [
      () =>
        winogradInputGradient(backend, dy, filter, {
          pad,
          inHeight: height,
          inWidth: width,
        }),
      () => directInputGradient(backend, dy, filter, geometry, {}),
    ],
  } as const;
  for (const [name, pair] of Object.entries(pairs)) {
    await backend.setThreads(1);
    const [ours, direct] = fastest(backend, pair);
    await backend.setThreads(navigator.hardwareConcurrency);
    const [all] = fastest(backend, pair);
    console.log(
      [
        `${batch} × ${height}² × ${inChannels} to ${outChannels}, ${name}`
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

function zeros(
  backend: FullgradBackend,
  shape: readonly number[],
): tf.TensorInfo {
  const size = shape.reduce((a, b) => a * b);
  return backend.makeOutput(shape, "float32", null, new Float32Array(size));
}
