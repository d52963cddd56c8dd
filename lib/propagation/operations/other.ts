import * as tf from "@tensorflow/tfjs";
import { UnsupportedLayerError } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";

/**
 * Layers whose gradient on the tape is known to be wrong on the WASM backend
 * of tfjs 4.22, whose kernels for them are also ours.
 */
const WRONG_ON_WASM = /^(Conv3D|Conv3DTranspose|(Max|Average)Pooling3D)$/;

/** Any other layer: run as it is, differentiated by the tape. */
export const other: Operation<"other"> = {
  forward: (node, inputs) => node.attributes.call([...inputs]),
  gradient: (node, g, { inputs }) => {
    if (/wasm/.test(tf.getBackend()) && WRONG_ON_WASM.test(node.layerClass)) {
      throw new UnsupportedLayerError(
        node.name,
        node.layerClass,
        "the WASM backends compute its gradient wrongly; start the cpu or webgpu backend",
      );
    }
    try {
      return tf.grads((...tensors: tf.Tensor[]) =>
        node.attributes.call(tensors)
      )([...inputs], g);
    } catch (error) {
      throw new UnsupportedLayerError(
        node.name,
        node.layerClass,
        `the ${tf.getBackend()} backend has no gradient for it: ${
          error instanceof Error ? error.message : error
        }`,
        { cause: error },
      );
    }
  },
  keeps: () => "both",
};
