import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";

/** Where the factors lie, and the bytes from one pixel's to the next's. */
export function factorWords(
  backend: FullgradBackend,
  factor: tf.TensorInfo,
  shape: readonly number[],
  row: number,
): [address: number, step: number] {
  const channels = shape.at(-1)!;
  const size = tf.util.sizeFromShape(factor.shape);
  if (size === channels) return [backend.address(factor), 0];
  if (size > 1) return [backend.address(factor), channels * 4];
  const value = backend.typedArrayFromHeap(factor)[0]!;
  new Float32Array(backend.wasm.HEAPU8.buffer as ArrayBuffer, row, channels)
    .fill(value);
  return [row, 0];
}

/**
 * @throws {TypeError} If a factor is not a number, one per channel or one per
 * neuron of a gradient of that shape.
 */
export function requireFactor(
  factor: tf.TensorInfo,
  shape: readonly number[],
): void {
  const size = tf.util.sizeFromShape(factor.shape);
  if (size === 1 || size === shape.at(-1)) return;
  if (String(factor.shape) === String(shape)) return;
  throw new TypeError(
    `Cannot multiply a gradient of shape [${shape}] as the factor must be a number, one per channel or one per neuron: current shape is [${factor.shape}]`,
  );
}
