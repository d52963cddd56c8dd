import type { FullgradBackend } from "../../engine/mod.ts";
import { type Product, withResults, writePairs } from "./product.ts";

/** Numbers of the large matrix that are worth a thread's while. */
const WORK = 262_144;

/** Products a · bᵀ with few rows: b is read once, as it lies. */
export function multiplyDots(backend: FullgradBackend, product: Product): void {
  const { m, n, k, transposeA } = product;
  withRowsOf(
    backend,
    product.a,
    transposeA,
    m,
    k,
    (a) => launch(backend, { ...product, a }, [m, n, 4 * n, 4]),
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
      launch(backend, { ...product, a: b, b: product.a }, [n, m, 4, 4 * n]),
  );
}

/** `few` rows of a by `many` rows of b, and the steps of the result. */
function launch(
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
      args: [
        table,
        results,
        few,
        many,
        k,
        rowStep,
        step,
        blocks,
        blockRows,
      ],
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
      args: [table, k, rows],
      units: distinct.length,
    });
    const copyOf = new Map(distinct.map((matrix, i) => [matrix, copies[i]!]));
    use(matrices.map((matrix) => copyOf.get(matrix)!));
  });
}
