import type * as tf from "@tensorflow/tfjs";

/**
 * The typed array that holds the values of a type.
 *
 * @throws {TypeError} If they have none in the heap.
 */
export function arrayType(
  dtype: tf.DataType,
):
  | Float32ArrayConstructor
  | Int32ArrayConstructor
  | Uint8ArrayConstructor {
  switch (dtype) {
    case "float32":
      return Float32Array;
    case "int32":
      return Int32Array;
    case "bool":
      return Uint8Array;
    default:
      throw new TypeError(
        `Cannot view a tensor in the WASM heap as its type must be float32, int32 or bool: current type is ${dtype}`,
      );
  }
}
