import type { FullgradBackend } from "../../engine/mod.ts";
import { cutSum } from "./cut_sum.ts";
import { type Product, withResults } from "./product.ts";

/** Rows of a work unit: so many are done while a part of b is in the cache. */
const BLOCK_ROWS = 8;

/** Numbers of b that are worth a thread's while. */
const SLICE = 65_536;

/** Products with few rows, or of short sums: b is read once, as it lies. */
export function multiplyRows(backend: FullgradBackend, product: Product): void {
  const { m, n, k, transposeA, a } = product;
  const blocks = Math.ceil(m / BLOCK_ROWS);
  const { slices, sliceLength } = cutSum(
    k,
    blocks > 1 ? 1 : Math.min(32, Math.ceil(k * n / SLICE)),
  );
  withResults(backend, product, slices, (table, results) =>
    backend.launch({
      operation: "matmul",
      function: "rows",
      args: [
        table,
        results,
        m,
        n,
        k,
        transposeA ? 4 : 4 * k,
        transposeA ? 4 * m : 4,
        slices,
        sliceLength,
        blocks,
        BLOCK_ROWS,
        a.length,
      ],
      units: a.length * blocks * slices,
      chunk: Math.max(1, Math.floor(SLICE / (n * sliceLength))),
    }));
}
