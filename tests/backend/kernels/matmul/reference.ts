/** The lengths of a batch of matrix products. */
export interface MatmulShape {
  /** Batch lengths of the first factor. */
  readonly batchA: readonly number[];
  /** Batch lengths of the second factor. */
  readonly batchB: readonly number[];
  /** Rows of the result. */
  readonly m: number;
  /** Columns of the result. */
  readonly n: number;
  /** Length of the sums. */
  readonly k: number;
  /** Whether the first factor is stored transposed. */
  readonly transposeA: boolean;
  /** Whether the second factor is stored transposed. */
  readonly transposeB: boolean;
}

/** The products by plain loops, in float64. */
export function matmul(
  { batchA, batchB, m, n, k, transposeA, transposeB }: MatmulShape,
  a: Float32Array,
  b: Float32Array,
): Float64Array {
  const rank = Math.max(batchA.length, batchB.length);
  const padded = (batch: readonly number[]) => [
    ...new Array<number>(rank - batch.length).fill(1),
    ...batch,
  ];
  const [paddedA, paddedB] = [padded(batchA), padded(batchB)];
  const batch = paddedA.map((length, i) => length === 1 ? paddedB[i]! : length);
  const count = batch.reduce((x, y) => x * y, 1);
  const out = new Float64Array(count * m * n);
  for (let p = 0; p < count; p++) {
    const atA = broadcastIndex(p, batch, paddedA) * m * k;
    const atB = broadcastIndex(p, batch, paddedB) * k * n;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) {
          sum += a[atA + (transposeA ? l * m + i : i * k + l)]! *
            b[atB + (transposeB ? j * k + l : l * n + j)]!;
        }
        out[(p * m + i) * n + j] = sum;
      }
    }
  }
  return out;
}

/** Place in a tensor of `lengths` of what is broadcast to place `p`. */
function broadcastIndex(
  p: number,
  batch: readonly number[],
  lengths: readonly number[],
): number {
  let index = 0;
  let below = batch.reduce((x, y) => x * y, 1);
  batch.forEach((length, axis) => {
    below /= length;
    const here = Math.floor(p / below) % length;
    index = index * lengths[axis]! + (lengths[axis] === 1 ? 0 : here);
  });
  return index;
}
