import {
  type Preprocessing,
  preprocessing,
  PREPROCESSING_NAMES,
  type PreprocessingName,
} from "../model/mod.ts";
import {
  isRecord,
  oneOf,
  type OptionRequirements,
  type Requirement,
} from "../options/mod.ts";
import { fitPicture, type OpenSize } from "./fit_picture.ts";
import { checkSpec, type ImageSpec } from "./image_spec.ts";
import { type Picture, toGray, toRgb } from "./picture.ts";

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
   * Whether the center of a picture of another shape is cropped or the picture is
   * stretched.
   *
   * @default {the preprocessing's}
   */
  readonly fit?: "crop" | "stretch" | undefined;
  /**
   * Side of the square, or height and width, to which pictures are resized and
   * cropped, for a model that takes any size.
   *
   * @default {the picture's own size}
   */
  readonly size?: number | readonly [height: number, width: number] | undefined;
}

/** What a size of pictures must be. */
export const PICTURE_SIZE: Requirement = {
  expected: "a positive integer, or [height, width] of two",
  isType: (value) =>
    typeof value === "number" ||
    Array.isArray(value) && value.length === 2 &&
      value.every((side) => typeof side === "number"),
  isValue: (value: number | readonly number[]) =>
    [value].flat().every((side) => Number.isSafeInteger(side) && side >= 1),
};

/** What {@linkcode PictureOptions} must be. */
export const PICTURE_OPTIONS: OptionRequirements<PictureOptions> = {
  preprocessing: {
    expected: `one of ${
      PREPROCESSING_NAMES.join(", ")
    }, or { scale, mean, std, channelOrder }`,
    isType: (value) => typeof value === "string" || isRecord(value),
  },
  fit: oneOf(["crop", "stretch"]),
  size: PICTURE_SIZE,
};

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
 * @param options The caller's wishes, checked.
 * @returns The settings.
 * @throws {TypeError} If the model takes no pictures (channels other than 1 or 3),
 * or no preprocessing is known: guessing one would give wrong numbers.
 * @throws {RangeError} If the size is not the model's.
 */
export function pictureSettings(
  spec: ImageSpec,
  options: PictureOptions,
): PictureSettings {
  checkSpec(spec);
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
        "says none. Give a name or the numbers to loadModel(file, { preprocessing: name }) or to " +
        "loadImage(file, model, { preprocessing: name }); on the command line it is --preprocessing name. " +
        `Names are ${PREPROCESSING_NAMES.join(", ")}`,
    );
  }
  const wanted = typeof options.size === "number"
    ? [options.size, options.size]
    : options.size;
  const crop = [
    cropSide("height", height, wanted?.[0]),
    cropSide("width", width, wanted?.[1]),
  ] as const;
  const known = preprocessing(choice, [...crop, channels]);
  return { crop, preprocessing: { ...known, fit: options.fit ?? known.fit } };
}

function cropSide(
  side: string,
  fixed: number | null,
  wanted: number | undefined,
): number | null {
  if (wanted === undefined) return fixed;
  if (fixed !== null && fixed !== wanted) {
    throw new RangeError(
      `Cannot resize pictures as ${side} must be the model's ${fixed}: current value is ${wanted}`,
    );
  }
  return wanted;
}

/**
 * Returns a picture in the network's colors and size.
 *
 * @param picture The picture; it is not changed.
 * @param settings Crop and preprocessing.
 * @returns The picture, gray for a gray network.
 */
export function preparePicture(
  picture: Picture,
  { crop, preprocessing }: PictureSettings,
): Picture {
  const isGray = preprocessing.channelOrder === "gray";
  return fitPicture(
    isGray ? toGray(picture) : toRgb(picture),
    crop,
    preprocessing,
  );
}
