import type { FullgradBackend } from "../../../lib/backend/engine/mod.ts";
import { readArgs } from "./gemm/args.ts";

const UNIT_BYTES = 1 << 16;
/** Bytes that are read in a round at least, for its time to count. */
const LEAST_BYTES = 1 << 28;

/**
 * Gigabytes a second that all threads together read of a block of `bytes`, again
 * and again: with a few million bytes the bandwidth of the last cache, with
 * hundreds of millions that of the memory. It takes the backend of `gemm`.
 */
export function measureBandwidth(
  backend: FullgradBackend,
  bytes: number,
): number {
  return backend.withWorkspace(bytes, (from) => {
    backend.wasm.HEAPU8.fill(0, from, from + bytes);
    const units = Math.floor(bytes / UNIT_BYTES);
    const repeats = Math.max(1, Math.ceil(LEAST_BYTES / bytes));
    const args = readArgs.pack({ from, unitBytes: UNIT_BYTES });
    let best = 0;
    for (let round = 0; round < 8; round++) {
      const start = performance.now();
      for (let i = 0; i < repeats; i++) {
        backend.launch({
          operation: "gemm",
          function: "read",
          args,
          units,
          scratchBytes: 16,
        });
      }
      const seconds = (performance.now() - start) / 1000;
      best = Math.max(best, repeats * units * UNIT_BYTES / seconds / 1e9);
    }
    return best;
  });
}
