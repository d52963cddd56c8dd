import type { Tensor } from "@tensorflow/tfjs";

/** Says whether it is a tensor: by form, as the caller's tfjs may be another copy of it. */
export function isTensor(input: unknown): input is Tensor {
  return typeof input === "object" && input !== null && "dtype" in input &&
    "isDisposed" in input && "data" in input &&
    typeof input.data === "function";
}

/**
 * Returns a copy of the values of a float32 tensor, which is not disposed.
 *
 * @param tensor The tensor.
 * @returns Its values.
 * @throws {TypeError} If it is disposed, or of another dtype.
 */
export async function tensorValues(tensor: Tensor): Promise<Float32Array> {
  if (tensor.isDisposed) {
    throw new TypeError(
      "Cannot use the tensor as input as it must not be disposed: it is",
    );
  }
  if (tensor.dtype !== "float32") {
    throw new TypeError(
      "Cannot use the tensor as input as its dtype must be float32 (values normalised already; " +
        `pictures are bytes, { data, shape }): current value is ${tensor.dtype}`,
    );
  }
  // The CPU backend hands out its own array, so copy.
  return new Float32Array(await tensor.data());
}
