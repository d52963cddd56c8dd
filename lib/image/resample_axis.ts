/** An axis of an array, seen as `[outer, length, inner]`. */
export interface Axis {
  /** Product of the dimensions before the axis. */
  readonly outer: number;
  /** Length of the axis. */
  readonly length: number;
  /** Product of the dimensions after the axis. */
  readonly inner: number;
}

/** What to compute of the resampled axis. */
export interface Resampling {
  /** Length of the whole axis after resampling. */
  readonly length: number;
  /** First index to compute. */
  readonly start: number;
  /** Number of indices to compute. */
  readonly count: number;
}

// Why not the codec library's resize: with its linear kernel, sharp 0.35.5 is up
// to 23 levels from Pillow when shrinking and up to 113 when growing (synthetic
// pictures with hard edges); the other kernels, 16 bits inside and its affine
// transform came no closer. Pretrained networks expect Pillow's numbers.

/** Fraction bits of a weight: a sum of 255 · weight stays below 2^31. */
const BITS = 22;

/**
 * Returns a part of the array resampled along one axis with the antialiased
 * triangle filter: bilinear interpolation when it grows, a triangle of twice the
 * zoom's width when it shrinks. Values are rounded to bytes.
 *
 * Output index i is centred at `(i + ½) · zoom − ½`, zoom = old length / new length.
 * The weights are rounded to 22 bits, as Pillow's, so that the two agree to the byte.
 *
 * @param data The array.
 * @param axis Its axis.
 * @param to New length and the part to compute.
 * @returns Bytes `[outer, count, inner]`.
 */
export function resampleAxis(
  data: Uint8Array | Uint8ClampedArray,
  axis: Axis,
  to: Resampling,
): Uint8Array {
  const { outer, length, inner } = axis;
  const out = new Uint8Array(outer * to.count * inner);
  const filters = Array.from(
    { length: to.count },
    (_, j) => triangle(to.start + j, length, to.length),
  );
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < to.count; j++) {
      const { first, weights } = filters[j]!;
      const from = (o * length + first) * inner;
      const target = (o * to.count + j) * inner;
      for (let i = 0; i < inner; i++) {
        let sum = 1 << (BITS - 1);
        for (let k = 0; k < weights.length; k++) {
          sum += data[from + k * inner + i]! * weights[k]!;
        }
        out[target + i] = sum >> BITS;
      }
    }
  }
  return out;
}

/** The source indices of one output index, from `first`, and their weights · 2^22. */
function triangle(
  index: number,
  length: number,
  newLength: number,
): { readonly first: number; readonly weights: Int32Array } {
  const zoom = length / newLength;
  const support = Math.max(zoom, 1);
  const centre = (index + 0.5) * zoom;
  const first = Math.max(0, Math.trunc(centre - support + 0.5));
  const end = Math.min(length, Math.trunc(centre + support + 0.5));
  const weights = new Float64Array(end - first);
  let total = 0;
  for (let k = 0; k < weights.length; k++) {
    weights[k] = Math.max(
      0,
      1 - Math.abs((k + first - centre + 0.5) * (1 / support)),
    );
    total += weights[k]!;
  }
  const scale = 1 / total;
  return {
    first,
    weights: Int32Array.from(
      weights,
      (w) => Math.trunc(0.5 + w * scale * 2 ** BITS),
    ),
  };
}
