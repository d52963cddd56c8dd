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
  /** The order in which the network takes the colors. */
  readonly channelOrder: "rgb" | "bgr" | "gray";
  /**
   * How a picture of another shape gets the input's: its center is cropped, as
   * torchvision does it, or it is stretched, as most apps in a browser do it.
   *
   * @default {"crop"}
   */
  readonly fit?: "crop" | "stretch" | undefined;
  /**
   * Length in pixels of the shorter side after resizing, before the center
   * crop to the network's input size.
   *
   * @default just enough to cover the input
   */
  readonly resize?: number | undefined;
  /**
   * Where the center crop begins when half of what it leaves is no whole number:
   * `round` to the even one, as torchvision and timm, or `floor`, as transformers.
   *
   * @default {"round"}
   */
  readonly cropOffset?: "round" | "floor" | undefined;
  /**
   * How a pixel of the resized picture follows from its neighbors: Pillow's filters,
   * with antialiasing but for `nearest`.
   *
   * @default {"bilinear"}
   */
  readonly interpolation?:
    | "nearest"
    | "box"
    | "bilinear"
    | "hamming"
    | "bicubic"
    | "lanczos"
    | undefined;
}
