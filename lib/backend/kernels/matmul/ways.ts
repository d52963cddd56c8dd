import type { FullgradBackend } from "../../engine/mod.ts";
import {
  blocksArgs,
  dotsArgs,
  PANEL_SCRATCH_BYTES,
  panelsArgs,
  rowsArgs,
  transposeArgs,
} from "./args.ts";
import {
  BLOCK_SCRATCH_BYTES,
  cutSum,
  type PanelPlan,
  planBlocks,
  planPanels,
} from "./plan_blocks.ts";
import { Activation } from "../activation/args.ts";
import { type Product, withResults, writePairs } from "./product.ts";

/** Products of matrices that are large in all lengths. */
export function multiplyBlocks(
  backend: FullgradBackend,
  product: Product,
): void {
  const { m, n, k, a, transposeA, transposeB } = product;
  const panels = transposeA ? undefined : planPanels(a.length, m, n, k);
  if (panels) return multiplyPanels(backend, product, panels);
  const plan = planBlocks(a.length, m, n, k);
  withResults(
    backend,
    product,
    plan.slices,
    (table, results) =>
      backend.launch({
        operation: "matmul",
        function: "blocks",
        args: blocksArgs.pack({
          table,
          results,
          m,
          n,
          k,
          transposeA,
          transposeB,
          ...plan.blocks,
          batch: a.length,
        }),
        units: plan.units,
        chunk: plan.chunk,
        scratchBytes: BLOCK_SCRATCH_BYTES,
      }),
  );
}

/** The same, with a read where it lies, and the bias added in passing. */
function multiplyPanels(
  backend: FullgradBackend,
  product: Product,
  { units, chunk, ...cut }: PanelPlan,
): void {
  const { m, n, k, transposeB, fused } = product;
  const isBias = fused?.activation === Activation.linear;
  withResults(
    backend,
    { ...product, fused: isBias ? undefined : fused },
    1,
    (table, results) =>
      backend.launch({
        operation: "matmul",
        function: "panels",
        args: panelsArgs.pack({
          table,
          results,
          m,
          n,
          k,
          transposeB,
          bias: isBias ? fused.bias : 0,
          ...cut,
        }),
        units,
        chunk,
        scratchBytes: PANEL_SCRATCH_BYTES,
      }),
  );
}

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
      args: rowsArgs.pack({
        table,
        results,
        m,
        n,
        k,
        rowStep: transposeA ? 4 : 4 * k,
        step: transposeA ? 4 * m : 4,
        slices,
        sliceLength,
        blocks,
        blockRows: BLOCK_ROWS,
        batch: a.length,
      }),
      units: a.length * blocks * slices,
      chunk: Math.max(1, Math.floor(SLICE / (n * sliceLength))),
    }));
}

/** Products a · bᵀ with few rows: b is read once, as it lies. */
export function multiplyDots(backend: FullgradBackend, product: Product): void {
  const { m, n, k, transposeA } = product;
  withRowsOf(
    backend,
    product.a,
    transposeA,
    m,
    k,
    (a) => launchDots(backend, { ...product, a }, [m, n, 4 * n, 4]),
  );
}

/** Products a · b or a · bᵀ with few columns: a is read once, as it lies. */
export function multiplyDotsTurned(
  backend: FullgradBackend,
  product: Product,
): void {
  const { m, n, k, transposeB } = product;
  withRowsOf(
    backend,
    product.b,
    !transposeB,
    n,
    k,
    (b) =>
      launchDots(backend, { ...product, a: b, b: product.a }, [
        n,
        m,
        4,
        4 * n,
      ]),
  );
}

/** Numbers of the large matrix that are worth a thread's while. */
const WORK = 262_144;

/** `few` rows of a by `many` rows of b, and the steps of the result. */
function launchDots(
  backend: FullgradBackend,
  product: Product,
  [few, many, rowStep, step]: readonly [number, number, number, number],
): void {
  const { k, a } = product;
  const blockRows = Math.max(8, Math.floor(WORK / Math.max(1, k) / 8) * 8);
  const blocks = Math.ceil(many / blockRows);
  withResults(backend, product, 1, (table, results) =>
    backend.launch({
      operation: "matmul",
      function: "dots",
      args: dotsArgs.pack({
        table,
        results,
        m: few,
        n: many,
        k,
        rowStep,
        step,
        blocks,
        blockRows,
      }),
      units: a.length * blocks,
      chunk: Math.max(1, Math.floor(WORK / (Math.min(many, blockRows) * k))),
      scratchBytes: 64 * few,
    }));
}

/** Calls with matrices whose rows are k long: copies where they are columns. */
function withRowsOf(
  backend: FullgradBackend,
  matrices: readonly number[],
  isTransposed: boolean,
  rows: number,
  k: number,
  use: (matrices: readonly number[]) => void,
): void {
  if (!isTransposed || rows === 1 || k === 1) return use(matrices);
  const distinct = [...new Set(matrices)];
  const tableBytes = Math.ceil(distinct.length / 8) * 64;
  const bytes = 4 * rows * k;
  backend.withWorkspace(tableBytes + distinct.length * bytes, (table) => {
    const copies = distinct.map((_, i) => table + tableBytes + i * bytes);
    writePairs(backend, table, distinct, copies);
    backend.launch({
      operation: "matmul",
      function: "transpose",
      args: transposeArgs.pack({ table, rows: k, columns: rows }),
      units: distinct.length,
    });
    const copyOf = new Map(distinct.map((matrix, i) => [matrix, copies[i]!]));
    use(matrices.map((matrix) => copyOf.get(matrix)!));
  });
}
