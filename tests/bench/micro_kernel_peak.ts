/**
 * Prints what this machine does at best as JSON: GFLOP/s of one thread whose
 * micro-kernel multiplies and adds what lies in its first cache, and the bytes
 * that several threads read from the last cache and from memory.
 *
 * @module
 */
import { hasRelaxedSimd } from "../../lib/backend/engine/kernel_binaries.ts";
import { gemmBinary } from "../backend/kernels/gemm/gemm_binary.ts";
import { measureBandwidth } from "../backend/kernels/measure_bandwidth.ts";
import { measurePeak } from "../backend/kernels/measure_peak.ts";
import { startKernels } from "../backend/kernels/start_kernels.ts";
import type { Peak } from "./measurement.ts";

const CACHE_BYTES = 8e6;
const MEMORY_BYTES = 512e6;

const [threads = "1"] = Deno.args;
const relaxed = hasRelaxedSimd();
const backend = await startKernels([await gemmBinary()], {
  threads: 1,
  relaxed,
});
const gflops = measurePeak(backend);
await backend.setThreads(Number(threads));
const peak: Peak = {
  gflops,
  relaxed,
  cacheBandwidth: measureBandwidth(backend, CACHE_BYTES),
  memoryBandwidth: measureBandwidth(backend, MEMORY_BYTES),
};
console.log(JSON.stringify(peak));
