import type { FullgradBackend } from "../../engine/mod.ts";
import { BLOCK_SCRATCH_BYTES, planBlocks } from "./plan_blocks.ts";
import { type Product, withResults } from "./product.ts";

/** Products of matrices that are large in all lengths. */
export function multiplyBlocks(
  backend: FullgradBackend,
  product: Product,
): void {
  const { m, n, k, a } = product;
  const plan = planBlocks(a.length, m, n, k);
  withResults(
    backend,
    product,
    plan.slices,
    (table, results) =>
      backend.launch({
        operation: "matmul",
        function: "blocks",
        args: [
          table,
          results,
          m,
          n,
          k,
          Number(product.transposeA),
          Number(product.transposeB),
          plan.rowBlocks,
          plan.rows,
          plan.columnBlocks,
          plan.columns,
          plan.slices,
          plan.sliceLength,
          a.length,
        ],
        units: plan.units,
        chunk: plan.chunk,
        scratchBytes: BLOCK_SCRATCH_BYTES,
      }),
  );
}
