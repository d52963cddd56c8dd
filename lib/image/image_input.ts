import type { Tensor } from "@tensorflow/tfjs";
import type { Images } from "./images.ts";

/** Pixels in the form of the web's `ImageData`: red, green, blue, alpha. */
export interface RgbaPixels {
  /** Bytes `[height, width, 4]`. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** Bytes with a shape: pictures `[H, W, C]` or `[N, H, W, C]`, C = 1, 3 or 4 (alpha). */
export interface PixelArray {
  /** The pixels, channels last. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Their shape. */
  readonly shape: readonly number[];
}

/** Floats with a shape `[H, W, C]` or `[N, H, W, C]`: network input. */
export interface ValueArray {
  /** The values, channels last. */
  readonly data: Float32Array | Float64Array;
  /** Their shape. */
  readonly shape: readonly number[];
}

/** Nested arrays `[H][W][C]` of network input. */
export type NestedImage = readonly (readonly (readonly number[])[])[];

/**
 * What {@linkcode toImages} takes.
 *
 * Bytes are pictures: they are resized, cropped and normalised. Floats, float32
 * tensors and nested arrays are network input, normalised already.
 */
export type ImageInput =
  | Images
  | Tensor
  | ImageData
  | RgbaPixels
  | PixelArray
  | ValueArray
  | Float32Array
  | NestedImage
  | readonly NestedImage[];
