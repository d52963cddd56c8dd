import process from "node:process";
import { hasRelaxedSimd } from "../../../lib/backend/engine/kernel_binaries.ts";
import {
  type EngineKernel,
  tfjsKernel,
} from "../../../lib/backend/engine/mod.ts";
import { gemmBinary } from "./gemm/gemm_binary.ts";
import { measurePeak } from "./measure_peak.ts";
import { randomTensor, startKernels } from "./start_kernels.ts";

/** A call that is mostly multiplications, on tensors of random values. */
export interface MeasuredProduct {
  /** What is special about it. */
  readonly name: string;
  /** tfjs's name of the kernel. */
  readonly kernelName: string;
  /** The shapes of its tensors by name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Its attributes. */
  readonly attrs: Readonly<Record<string, unknown>>;
  /** Multiplications and additions. */
  readonly operations: number;
  /** Bytes that must be read and written at least. */
  readonly bytes: number;
}

/** Measures each call for so long, in milliseconds of processor time. */
const PATIENCE = 200;

/**
 * Prints of every call, on one thread and by processor time: GFLOP/s, their
 * share of the micro-kernel's peak, GB/s, and how many times faster than the
 * tfjs's kernel it is; then the same by the clock on all threads.
 */
export async function measureProducts(
  operations: readonly string[],
  kernels: readonly EngineKernel[],
  calls: readonly MeasuredProduct[],
  threads = navigator.hardwareConcurrency,
): Promise<void> {
  const backend = await startKernels([...operations, await gemmBinary()], {
    threads: 1,
    relaxed: hasRelaxedSimd(),
  });
  const peak = measurePeak(backend);
  console.log(`micro-kernel, one thread: ${peak.toFixed(1)} GFLOP/s`);
  for (const { name, kernelName, shapes, attrs, operations, bytes } of calls) {
    const inputs = Object.fromEntries(
      Object.entries(shapes).map((
        [name, shape],
      ) => [name, randomTensor(backend, shape)]),
    );
    const { kernelFunc } = kernels.find((kernel) =>
      kernel.kernelName === kernelName
    )!;
    const run = (kernel: EngineKernel["kernelFunc"]) => () => {
      for (const out of [kernel({ inputs, attrs, backend })].flat()) {
        backend.disposeData(out.dataId);
      }
    };
    await backend.setThreads(1);
    const one = processorTime(run(kernelFunc));
    const before = processorTime(run(tfjsKernel(kernelName)));
    await backend.setThreads(threads);
    const all = clockTime(run(kernelFunc));
    const rate = (ms: number) => operations / ms / 1e6;
    console.log(
      [
        `${kernelName} ${name}`.padEnd(60),
        `${one!.toFixed(3)} ms`,
        `${rate(one!).toFixed(1)} GFLOP/s`,
        `${(100 * rate(one!) / peak).toFixed(0)} %`,
        `${(bytes / one! / 1e6).toFixed(1)} GB/s`,
        before === undefined
          ? "none of tfjs"
          : `${(before / one!).toFixed(1)}×`,
        `· ${threads} threads ${all.toFixed(3)} ms`,
        `${rate(all).toFixed(1)} GFLOP/s`,
        `${(bytes / all / 1e6).toFixed(1)} GB/s`,
      ].join("  "),
    );
    for (const { dataId } of Object.values(inputs)) backend.disposeData(dataId);
  }
  backend.dispose();
}

/** Milliseconds of processor time that a call takes, undefined if there is none. */
function processorTime(run: () => void): number | undefined {
  try {
    // Twice, so that V8 has compiled it well.
    run();
    run();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  for (let count = 1;; count *= 2) {
    const { user, system } = process.cpuUsage();
    for (let i = 0; i < count; i++) run();
    const spent = process.cpuUsage({ user, system });
    const elapsed = (spent.user + spent.system) / 1000;
    if (elapsed > PATIENCE) return elapsed / count;
  }
}

/** Milliseconds that the fastest of several calls takes by the clock. */
function clockTime(run: () => void): number {
  let best = Infinity;
  for (let round = 0, end = performance.now() + PATIENCE; round < 5; round++) {
    const start = performance.now();
    run();
    const now = performance.now();
    best = Math.min(best, now - start);
    if (now < end) round--;
  }
  return best;
}
