import type { FullgradBackend } from "../../engine/mod.ts";

/** A batch of products of an m × k and a k × n matrix. */
export interface Product {
  /** Rows of the result. */
  readonly m: number;
  /** Columns of the result. */
  readonly n: number;
  /** Length of the sums. */
  readonly k: number;
  /** Whether the first matrices are stored as k × m. */
  readonly transposeA: boolean;
  /** Whether the second matrices are stored as n × k. */
  readonly transposeB: boolean;
  /** Address of the first matrix of each product. */
  readonly a: readonly number[];
  /** Address of the second matrix of each product. */
  readonly b: readonly number[];
  /** Address of the results, one after the other. */
  readonly out: number;
  /** Bias and activation, as `fusedWords` gives them. */
  readonly fused: readonly number[];
}

/**
 * Calls with the address of the addresses of all pairs of matrices and with the
 * address that the slices' results go to, then adds them up; with one slice
 * that is the output itself.
 */
export function withResults(
  backend: FullgradBackend,
  product: Product,
  slices: number,
  multiply: (table: number, results: number) => void,
): void {
  const { a, b, m, n, out, fused } = product;
  const tableBytes = Math.ceil(a.length / 8) * 64;
  const sliceBytes = slices > 1 ? a.length * m * n * 4 : 0;
  backend.withWorkspace(tableBytes + slices * sliceBytes, (table) => {
    writePairs(backend, table, a, b);
    const results = slices > 1 ? table + tableBytes : out;
    multiply(table, results);
    if (slices > 1) finish(backend, product, slices, results);
    else if (fused.some((word) => word !== 0)) {
      finish(backend, product, 1, results);
    }
  });
}

/** Writes pairs of addresses into the heap. */
export function writePairs(
  backend: FullgradBackend,
  table: number,
  a: readonly number[],
  b: readonly number[],
): void {
  const words = new Int32Array(
    backend.wasm.HEAPU8.buffer,
    table,
    2 * a.length,
  );
  a.forEach((address, i) => words.set([address, b[i]!], 2 * i));
}

/** Numbers of a row that are one work unit of `finish`. */
const PART = 2048;

function finish(
  backend: FullgradBackend,
  { a, m, n, out, fused }: Product,
  slices: number,
  results: number,
): void {
  const rows = a.length * m;
  const parts = Math.ceil(n / PART);
  backend.launch({
    operation: "matmul",
    function: "finish",
    args: [results, slices, out, n, rows, parts, PART, ...fused],
    units: rows * parts,
    chunk: Math.max(1, Math.floor(32 * PART / (slices * Math.min(n, PART)))),
  });
}
