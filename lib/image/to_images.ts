import { preprocessing } from "../model/mod.ts";
import { checkOptions } from "../options/mod.ts";
import { withoutAlpha } from "../platform/mod.ts";
import { channelsLast } from "./channels_last.ts";
import {
  type ArrayInput,
  batchesOf,
  filesOf,
  type ImageInput,
  inputArray,
  isImages,
} from "./image_input.ts";
import { checkSpec, type ImageSpec } from "./image_spec.ts";
import {
  checkBatch,
  type Images,
  imagesFromPictures,
  imagesFromValues,
} from "./images.ts";
import { joinImages } from "./join_images.ts";
import {
  imagesFromFiles,
  LOAD_IMAGE_OPTIONS,
  type LoadImageOptions,
} from "./load_images.ts";
import type { Picture } from "./picture.ts";
import {
  type PictureOptions,
  pictureSettings,
  preparePicture,
} from "./picture_settings.ts";
import { byteNotes, preprocessingNotes, rangeNotes } from "./range_notes.ts";

/**
 * Returns what the network takes, from image files, pixels or values. Every method
 * and experiment does this with its images.
 *
 * **A path or URL is an image**, and so are the bytes of a file (a `Uint8Array`
 * without a shape, an `ArrayBuffer`, a `Blob`): they are read as
 * {@linkcode loadImage} does, a list of them as {@linkcode loadImages}.
 * **Bytes with a shape are pictures** (`{ data, shape }`, or `ImageData`): they are
 * resized, cropped and normalized as {@linkcode loadImage} does; alpha is dropped,
 * a gray network gets ITU-R 601 luma.
 * **Floats are network input**, normalized already (float32 tensors, `Float32Array`
 * or `Float64Array` with a shape, a bare `Float32Array` where the model fixes height
 * and width, nested arrays): they must have the model's shape. Their pictures for
 * display are the inverse of the preprocessing where it is known, else every image
 * stretched from its minimum…maximum to 0…255. Where their range is not that of the
 * preprocessing, the images carry a note. Integer tensors are refused, since
 * they could be either.
 *
 * **The channels come last**, or first (`[3, H, W]`, `[N, 3, H, W]`) where the shape
 * says so: of floats it must then be the model's shape in this order and not in the
 * other, of bytes the last axis must be over 4. They are moved last. For a
 * network of one channel the axis may be left out: `[N, H, W]` are N images. A bare
 * `Float32Array` has the channels last.
 *
 * The input is copied, never changed; a tensor is not disposed. `Images` come back
 * as they are, once they are checked; those that were loaded for another
 * preprocessing than the model's carry a note. A list of `Images` of one size is one
 * batch.
 *
 * @param input A file, `Images`, a list of either, or `[H, W, C]` or `[N, H, W, C]` in one of
 * these forms.
 * @param spec The model.
 * @param options Preprocessing, fit and size, for pictures; signal and limits, for
 * files.
 * @returns The batch, images named after their files, else "image 1", "image 2", ….
 * @throws {TypeError} If class or shape do not fit, the tensor is disposed, or
 * pictures come without a known preprocessing.
 * @throws {RangeError} If the batch is empty or a value is not finite.
 * @throws {Error} As {@linkcode loadImage}, if a file cannot be read.
 *
 * @example
 * ```ts
 * import { toImages } from "fullgrad/data";
 * import { assertEquals } from "@std/assert";
 *
 * const red = { data: new Uint8Array([255, 0, 0]), shape: [1, 1, 3] };
 * const images = await toImages(red, { inputShape: [2, 2, 3] }, { preprocessing: "unit" });
 * assertEquals(images.shape, [1, 2, 2, 3]);
 * assertEquals([...images.values.slice(0, 3)], [1, 0, 0]);
 * ```
 */
export async function toImages(
  input: ImageInput,
  spec: ImageSpec,
  options: LoadImageOptions = {},
): Promise<Images> {
  checkOptions("make input of images", options, LOAD_IMAGE_OPTIONS);
  checkSpec(spec);
  if (isImages(input)) return checkedImages(input, spec, options);
  const batches = batchesOf(input);
  if (batches !== undefined) {
    return joinImages(
      batches.map((batch) => checkedImages(batch, spec, options)),
    );
  }
  const files = filesOf(input);
  if (files !== undefined) {
    return await imagesFromFiles("load images", files, spec, options);
  }
  const array = await inputArray(input as ArrayInput, spec);
  return "pixels" in array
    ? picturesToImages(array.pixels, array.shape, spec, options)
    : valuesToImages(array.values, array.shape, spec, options);
}

function checkedImages(
  images: Images,
  spec: ImageSpec,
  options: PictureOptions,
): Images {
  const { values, rgb, names, notes = [] } = images;
  const [n, height, width] = checkBatch(values, images.shape, names, spec);
  if (rgb.length !== n * height * width * 3 || names.length !== n) {
    throw new TypeError(
      `Cannot use the images as ${n} of ${height}×${width} must have ${
        n * height * width * 3
      } ` +
        `bytes of rgb and ${n} names: current numbers are ${rgb.length} and ${names.length}`,
    );
  }
  const choice = options.preprocessing ?? spec.preprocessing;
  if (images.preprocessing === undefined || choice === undefined) return images;
  const { shape: [, ...size] } = images;
  const other = preprocessingNotes(
    preprocessing(images.preprocessing, size),
    preprocessing(choice, size),
  )
    .filter((note) => !notes.includes(note));
  return other.length === 0
    ? images
    : { ...images, notes: [...notes, ...other] };
}

function valuesToImages(
  values: Float32Array,
  shape: readonly number[],
  spec: ImageSpec,
  options: PictureOptions,
): Images {
  const { inputShape } = spec;
  const batch = channelsLast(
    values,
    shape,
    (sides) =>
      inputShape.every((side, i) => side === null || side === sides[i]),
    inputShape[2] === 1,
  );
  const images = imagesFromValues(batch.data, batch.shape, spec, options);
  const choice = options.preprocessing ?? spec.preprocessing;
  if (choice === undefined) return images;
  const [n, height, width, channels] = images.shape;
  const known = preprocessing(choice, [height, width, channels]);
  return { ...images, notes: rangeNotes(images.values, n, known) };
}

function picturesToImages(
  pixels: Uint8Array | Uint8ClampedArray,
  shape: readonly number[],
  spec: ImageSpec,
  options: PictureOptions,
): Images {
  const settings = pictureSettings(spec, options);
  const pictures = picturesOf(pixels, shape, spec).map((picture, i) => (
    { picture: preparePicture(picture, settings), name: `image ${i + 1}` }
  ));
  const images = imagesFromPictures(pictures, settings);
  return { ...images, notes: byteNotes(pixels) };
}

/** Channels that a picture may have: gray, color, color and alpha. */
const CHANNELS = [1, 3, 4];

/** Copies of the pictures in an array of bytes; an alpha channel is dropped. */
function picturesOf(
  pixels: Uint8Array | Uint8ClampedArray,
  shape: readonly number[],
  { inputShape }: ImageSpec,
): readonly Picture[] {
  const batch = channelsLast(
    pixels,
    shape,
    ([, width, channels], channelsFirst) =>
      CHANNELS.includes(channels) &&
      !(channelsFirst && width <= Math.max(...CHANNELS)),
    inputShape[2] === 1,
  );
  const [n = 0, height = 0, width = 0, channels = 0] = batch.shape;
  const isShape = batch.shape.length === 4 &&
    batch.shape.every((side) => Number.isInteger(side) && side >= 0);
  if (!isShape || !CHANNELS.includes(channels)) {
    throw new TypeError(
      "Cannot use bytes as pictures as their shape must be [H, W, C] or [N, H, W, C] with " +
        `1, 3 or 4 channels, or with the channels first: current shape is [${
          shape.join(", ")
        }]`,
    );
  }
  const size = height * width * channels;
  if (pixels.length !== n * size || (n > 0 && size === 0)) {
    throw new TypeError(
      `Cannot use bytes as pictures as shape [${
        shape.join(", ")
      }] must be that of the data ` +
        `and not empty: current number of bytes is ${pixels.length}`,
    );
  }
  return Array.from({ length: n }, (_, i) => {
    const part = batch.data.subarray(i * size, (i + 1) * size);
    return channels === 4
      ? { data: withoutAlpha(part), height, width, channels: 3 }
      : { data: part.slice(), height, width, channels: channels as 1 | 3 };
  });
}
