import type { FullgradBackend } from "../../engine/mod.ts";
import { type FusedArgs, NOTHING_FUSED } from "../activation/activation.ts";
import { finishArgs, pair } from "./args.ts";

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
  /** Bias and activation, if any. */
  readonly fused?: FusedArgs | undefined;
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
  const tableBytes = Math.ceil(a.length * pair.bytes / 64) * 64;
  const sliceBytes = slices > 1 ? a.length * m * n * 4 : 0;
  backend.withWorkspace(tableBytes + slices * sliceBytes, (table) => {
    writePairs(backend, table, a, b);
    const results = slices > 1 ? table + tableBytes : out;
    multiply(table, results);
    const isFused = fused && (fused.bias || fused.activation);
    if (slices > 1 || isFused) finish(backend, product, slices, results);
  });
}

/** Writes pairs of addresses into the heap. */
export function writePairs(
  backend: FullgradBackend,
  table: number,
  a: readonly number[],
  b: readonly number[],
): void {
  const pairs = a.flatMap((address, i) => pair.pack({ a: address, b: b[i]! }));
  new Int32Array(backend.wasm.HEAPU8.buffer, table, pairs.length).set(pairs);
}

/** Numbers of a row that are one work unit of `finish`. */
const PART = 2048;

function finish(
  backend: FullgradBackend,
  { a, m, n, out, fused = NOTHING_FUSED }: Product,
  slices: number,
  results: number,
): void {
  const rows = a.length * m;
  const parts = Math.ceil(n / PART);
  backend.launch({
    operation: "matmul",
    function: "finish",
    args: finishArgs.pack({
      slices: results,
      count: slices,
      out,
      n,
      rows,
      parts,
      length: PART,
      ...fused,
    }),
    units: rows * parts,
    chunk: Math.max(1, Math.floor(32 * PART / (slices * Math.min(n, PART)))),
  });
}
