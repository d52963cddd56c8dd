/** Says which layer of a network cannot be explained, and why. */
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
