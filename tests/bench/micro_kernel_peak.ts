/**
 * Prints the peak of the micro-kernel on this machine as JSON: GFLOP/s of one
 * thread that multiplies and adds what lies in its first cache.
 *
 * @module
 */
import { hasRelaxedSimd } from "../../lib/backend/engine/relaxed_simd.ts";
import { measurePeak } from "../../lib/backend/kernels/measure_peak.ts";
import { startKernels } from "../backend/kernels/start_kernels.ts";

const relaxed = hasRelaxedSimd();
const backend = await startKernels(["gemm"], { threads: 1, relaxed });
console.log(JSON.stringify({ gflops: measurePeak(backend), relaxed }));
