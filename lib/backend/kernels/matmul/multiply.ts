import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import {
  applySteps,
  type FusedSteps,
  fusedWords,
} from "../activation/activation.ts";
import { multiplyBlocks } from "./multiply_blocks.ts";
import { multiplyDots, multiplyDotsTurned } from "./multiply_dots.ts";
import { multiplyRows } from "./multiply_rows.ts";
import type { Product } from "./product.ts";

/** Rows up to which a product is bound by the reading of the other factor. */
const FEW = 8;

/**
 * The product of two tensors of matrices, then its bias and activation.
 *
 * @throws {RangeError} If the inner lengths are not the same, or the batches
 * cannot be broadcast.
 */
export function multiply(
  backend: FullgradBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
  steps: FusedSteps,
): tf.TensorInfo {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [n, inner] = transposeB ? [rowsB, columnsB] : [columnsB, rowsB];
  if (k !== inner) {
    throw new RangeError(
      `Cannot multiply matrices as their inner lengths must be the same: current values are ${k} and ${inner} (shapes ${a.shape} and ${b.shape}, transposeA=${transposeA}, transposeB=${transposeB})`,
    );
  }
  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2),
    b.shape.slice(0, -2),
  );
  const out = backend.makeOutput([...batchShape, m, n], "float32");
  if (tf.util.sizeFromShape(out.shape) === 0) return out;
  const fused = fusedWords(backend, steps, n);
  const product: Product = {
    m,
    n,
    k,
    transposeA,
    // A row and a column lie in the same way.
    transposeB: transposeB && k > 1,
    a: matrices(backend, a, batchShape),
    b: matrices(backend, b, batchShape),
    out: backend.address(out),
    fused: fused ?? [0, 0, 0, 0],
  };
  choose(product)(backend, product);
  return fused ? out : applySteps(backend, out, steps);
}

/** The way that suits the lengths. */
function choose(
  { m, n, k, transposeA, transposeB }: Product,
): (backend: FullgradBackend, product: Product) => void {
  if (!transposeB && (m <= FEW || k <= FEW)) return multiplyRows;
  if (transposeB && m <= FEW) return multiplyDots;
  if (!transposeA && n <= FEW) return multiplyDotsTurned;
  return multiplyBlocks;
}

/** The address of the matrix that each product of the batch takes. */
function matrices(
  backend: FullgradBackend,
  tensor: tf.TensorInfo,
  batchShape: readonly number[],
): number[] {
  const own = tensor.shape.slice(0, -2);
  const bytes = tf.util.sizeFromShape(tensor.shape.slice(-2)) * 4;
  const first = backend.address(tensor);
  const count = tf.util.sizeFromShape([...batchShape]);
  return Array.from({ length: count }, (_, product) => {
    let [index, step, rest] = [0, 1, product];
    for (let axis = 1; axis <= batchShape.length; axis++) {
      const length = own.at(-axis) ?? 1;
      if (length > 1) index += step * (rest % length);
      step *= length;
      rest = Math.floor(rest / batchShape.at(-axis)!);
    }
    return first + index * bytes;
  });
}
