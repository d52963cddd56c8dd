/**
 * How a picture becomes the numbers that a network takes.
 *
 * A pixel value p in 0…255 of channel c becomes
 * `(p * scale - mean[c]) / std[c]`, with the channels in `channelOrder`.
 */
export interface Preprocessing {
  /** Factor on the pixel values 0…255: 1/255 for networks that take 0…1. */
  readonly scale: number;
  /** Mean of each channel, subtracted after scaling; in `channelOrder`. */
  readonly mean: readonly number[];
  /** Divisor of each channel, after the mean; in `channelOrder`. */
  readonly std: readonly number[];
  /** The order in which the network takes the colours. */
  readonly channelOrder: "rgb" | "bgr" | "gray";
  /**
   * Length in pixels of the shorter side after resizing, before the centre
   * crop to the network's input size. Equal to the input size by default.
   */
  readonly resize?: number;
}
