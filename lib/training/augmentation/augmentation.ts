/** What is done to training images at random: plain data. */
export interface Augmentation {
  /**
   * Whether half of the images are mirrored left to right.
   *
   * @default {false}
   */
  readonly flip?: boolean;
  /**
   * Pixels by which an image is shifted at most, both ways; black moves in. That
   * is padding by so many pixels and cropping at random.
   *
   * @default {0}
   */
  readonly crop?: number;
}
