/** Images: what a network takes, and the pictures to draw results over. */
import type { Preprocessing } from "../model/mod.ts";

/** What has to be known of a model to make input for it; a model is one. */
export interface ImageSpec {
  /** `[height, width, channels]` of the input; a null side may have any length. */
  readonly inputShape: readonly [
    height: number | null,
    width: number | null,
    channels: number,
  ];
  /** How pixels become input values, where that is known. */
  readonly preprocessing?: Preprocessing | undefined;
}

/**
 * A batch of images as a network takes them, with the pictures for display.
 *
 * The product of {@linkcode loadImage}, {@linkcode loadImages} and
 * {@linkcode toImages}. Plain arrays: nothing to dispose.
 */
export interface Images {
  /** The network's input, in the layout of `shape`. */
  readonly values: Float32Array;
  /** Shape of `values`, channels last. */
  readonly shape: readonly [
    n: number,
    height: number,
    width: number,
    channels: number,
  ];
  /** The pictures `[N, H, W, 3]`, red, green, blue, 0…255; gray networks show gray. */
  readonly rgb: Uint8Array | Uint8ClampedArray;
  /** A name for each image: the file's name, or "image 1", "image 2", …. */
  readonly names: readonly string[];
}
