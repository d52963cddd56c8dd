import type { Preprocessing } from "../model/mod.ts";
import type { ImageSpec } from "./images.ts";
import {
  preprocessing,
  PREPROCESSING_NAMES,
  type PreprocessingName,
} from "./preprocessing_presets.ts";
import type { OpenSize } from "./resized_size.ts";

/** How pictures become network input. */
export interface PictureOptions {
  /**
   * How pixels become input values: a name (see {@linkcode preprocessing}) or the
   * numbers.
   *
   * @default {the model's own}
   */
  readonly preprocessing?: PreprocessingName | Preprocessing | undefined;
  /**
   * Side of the square, or height and width, to which pictures are resized and
   * cropped, for a model that takes any size.
   *
   * @default {the picture's own size}
   */
  readonly size?: number | readonly [height: number, width: number] | undefined;
}

/** Size and numbers that turn pictures into input. */
export interface PictureSettings {
  /** Size of the crop; a null side is not cropped. */
  readonly crop: OpenSize;
  /** How pixels become input values. */
  readonly preprocessing: Preprocessing;
}

/**
 * Returns the crop size and preprocessing that a model and options ask for.
 *
 * @param spec The model.
 * @param options The caller's wishes.
 * @returns The settings.
 * @throws {TypeError} If the model takes no pictures (channels other than 1 or 3),
 * or no preprocessing is known: guessing one would give wrong numbers.
 * @throws {RangeError} If the size is no size, or not the model's.
 */
export function pictureSettings(
  spec: ImageSpec,
  options: PictureOptions,
): PictureSettings {
  const [height, width, channels] = spec.inputShape;
  if (channels !== 1 && channels !== 3) {
    throw new TypeError(
      "Cannot turn a picture into network input as the network's channels must be 1 or 3: " +
        `current value is ${channels}`,
    );
  }
  const choice = options.preprocessing ?? spec.preprocessing;
  if (choice === undefined) {
    throw new TypeError(
      "Cannot turn a picture into network input as its preprocessing must be known: the model " +
        "says none; pass { preprocessing } with the numbers or a name, one of " +
        PREPROCESSING_NAMES.join(", "),
    );
  }
  const wanted = typeof options.size === "number"
    ? [options.size, options.size]
    : options.size;
  const crop = [
    cropSide("height", height, wanted?.[0]),
    cropSide("width", width, wanted?.[1]),
  ] as const;
  return {
    crop,
    preprocessing: preprocessing(choice, [...crop, channels]),
  };
}

function cropSide(
  side: string,
  fixed: number | null,
  wanted: number | undefined,
): number | null {
  if (wanted === undefined) return fixed;
  if (!Number.isInteger(wanted) || wanted < 1) {
    throw new RangeError(
      `Cannot crop pictures as ${side} must be a positive integer: current value is ${wanted}`,
    );
  }
  if (fixed !== null && fixed !== wanted) {
    throw new RangeError(
      `Cannot crop pictures as ${side} must be the model's ${fixed}: current value is ${wanted}`,
    );
  }
  return wanted;
}
