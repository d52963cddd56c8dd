import process from "node:process";
import type { FullgradBackend } from "../../../lib/backend/engine/mod.ts";
import { tileArgs } from "./gemm/args.ts";

/** Length of the sums: operands stay in the first cache. */
const RUN = 256;

/** GFLOP/s of the micro-kernel of `gemm` by itself, on one thread. */
export function measurePeak(backend: FullgradBackend): number {
  const [rows, panel, sums] = [6 * RUN * 4, 8 * RUN * 4, 6 * 32];
  return backend.withWorkspace(64 + rows + panel + sums, (table) => {
    const a = table + 64, b = a + rows, c = b + panel;
    backend.wasm.HEAPU8.fill(0, table, c + sums);
    const addresses = new Int32Array(backend.wasm.HEAPU8.buffer, table, 12);
    for (let row = 0; row < 6; row++) {
      addresses[row] = a + row * RUN * 4;
      addresses[6 + row] = c + row * 32;
    }
    const args = tileArgs.pack({
      table,
      taps: 1,
      offset: 0,
      run: RUN,
      b,
      outputs: table + 24,
      column: 0,
      start: 0,
      low: -Infinity,
      high: Infinity,
      scale: 0,
      shift: 0,
      residual: 0,
      mask: 0,
    });
    const run = (units: number) =>
      backend.launch({
        operation: "gemm",
        function: "tile",
        args,
        units,
        chunk: units,
      });
    run(20_000);
    let best = 0;
    for (let round = 0; round < 5; round++) {
      const start = process.cpuUsage();
      run(40_000);
      const { user, system } = process.cpuUsage(start);
      best = Math.max(best, 40_000 * 96 * RUN / (user + system) / 1000);
    }
    return best;
  });
}
