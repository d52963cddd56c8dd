/** Labelled images of one size, read when they are asked for. */
export interface Dataset {
  /** Name for figures and files. */
  readonly name: string;
  /** Names of the classes; a label is an index into this list. */
  readonly classes: readonly string[];
  /** How many images there are. */
  readonly size: number;
  /** Size of every image; 1 channel is gray, 3 are red, green, blue. */
  readonly imageShape: readonly [
    height: number,
    width: number,
    channels: number,
  ];
  /**
   * Returns some of the images, in the order of the indices.
   *
   * @param indices Positions in the dataset, each in 0…size − 1; any may come
   * twice.
   * @throws {RangeError} If an index is not a position in the dataset.
   */
  read(indices: readonly number[]): Promise<LabelledImages>;
}

/** What {@linkcode Dataset.read} returns. */
export interface LabelledImages {
  /** The pixels in 0…1, `[indices.length, H, W, C]` row by row. */
  readonly pixels: Float32Array;
  /** The class of each image. */
  readonly labels: Int32Array;
}
