/**
 * Says which layer of a network cannot be explained, and why.
 *
 * @example
 * ```ts
 * import { asModel, startBackend } from "fullgrad";
 * import { UnsupportedLayerError } from "fullgrad/graph";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * await startBackend();
 * const network = tf.sequential({
 *   layers: [
 *     tf.layers.masking({ inputShape: [4, 4, 3] }),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 2 }),
 *   ],
 * });
 * const error = assertThrows(() => asModel(network), UnsupportedLayerError);
 * assertEquals(error.layerClass, "Masking");
 * ```
 */
export class UnsupportedLayerError extends Error {
  /** Name of the layer in its model. */
  readonly layer: string;
  /** Class of the layer, such as `Masking`. */
  readonly layerClass: string;

  /**
   * An error about one layer.
   *
   * @param layer Name of the layer.
   * @param layerClass Class of the layer.
   * @param reason What about it is not supported, and what is.
   */
  constructor(
    layer: string,
    layerClass: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `Cannot explain a network with the layer "${layer}" (${layerClass}): ${reason}`,
      options,
    );
    this.name = "UnsupportedLayerError";
    this.layer = layer;
    this.layerClass = layerClass;
  }
}
