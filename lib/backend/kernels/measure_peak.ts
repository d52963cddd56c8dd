import process from "node:process";
import { f32Bits, type FullgradBackend } from "../engine/mod.ts";

/** Length of the sums: operands stay in the first cache. */
const RUN = 256;

/** GFLOP/s of the micro-kernel of `gemm` by itself, on one thread. */
export function measurePeak(backend: FullgradBackend): number {
  const [rows, panel, sums] = [6 * RUN * 4, 8 * RUN * 4, 6 * 32];
  return backend.withWorkspace(64 + rows + panel + sums, (table) => {
    const a = table + 64, b = a + rows, c = b + panel;
    backend.wasm.HEAPU8.fill(0, table, c + sums);
    const words = new Int32Array(backend.wasm.HEAPU8.buffer, table, 12);
    for (let row = 0; row < 6; row++) {
      words[row] = a + row * RUN * 4;
      words[6 + row] = c + row * 32;
    }
    const limits = [f32Bits(-Infinity), f32Bits(Infinity)];
    const run = (units: number) =>
      backend.launch({
        operation: "gemm",
        function: "tile",
        args: [table, 1, 0, RUN, b, table + 24, 0, 0, ...limits, 0, 0],
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
