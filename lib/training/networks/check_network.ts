import { checkNumber } from "../check_number.ts";

/** What every network of ours is made from. */
export interface NetworkOptions {
  /** How many classes it tells apart: its logits, 2 or more. */
  readonly classes: number;
  /**
   * Size of its images.
   *
   * @default {[32, 32, 3]}
   */
  readonly imageShape?: readonly [
    height: number,
    width: number,
    channels: number,
  ];
  /**
   * Factor on the number of filters of every convolution, over 0.
   *
   * @default {1}
   */
  readonly width?: number;
  /**
   * Chooses the initial weights: an integer.
   *
   * @default {0}
   */
  readonly seed?: number;
  /**
   * Its name.
   *
   * @default that of the function
   */
  readonly name?: string;
}

/**
 * Throws unless a network can be made from the options.
 *
 * @throws {RangeError} If a number is not in its range.
 */
export function checkNetwork(
  { classes, imageShape, width, seed }: Required<Omit<NetworkOptions, "name">>,
): void {
  const action = "make a network";
  checkNumber("classes", classes, "twoOrMore", action);
  checkNumber("width", width, "positive", action);
  checkNumber("seed", seed, "integer", action);
  for (const side of imageShape) {
    checkNumber("a side of imageShape", side, "count", action);
  }
}
