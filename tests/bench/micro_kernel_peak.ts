/**
 * Prints the peak of the micro-kernel on this machine as JSON: GFLOP/s of one
 * thread that multiplies and adds what lies in its first cache.
 *
 * @module
 */
import { hasRelaxedSimd } from "../../lib/backend/engine/kernel_binaries.ts";
import { gemmBinary } from "../backend/kernels/gemm/gemm_binary.ts";
import { measurePeak } from "../backend/kernels/measure_peak.ts";
import { startKernels } from "../backend/kernels/start_kernels.ts";

const relaxed = hasRelaxedSimd();
const backend = await startKernels([await gemmBinary()], {
  threads: 1,
  relaxed,
});
console.log(JSON.stringify({ gflops: measurePeak(backend), relaxed }));
