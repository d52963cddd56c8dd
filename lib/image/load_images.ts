import {
  type FileSource,
  READ_OPTIONS,
  readFile,
  type ReadOptions,
} from "../files/mod.ts";
import {
  checkOptions,
  describeValue,
  type OptionRequirements,
  positiveInteger,
} from "../options/mod.ts";
import { decodeImage } from "./decode_image.ts";
import { imageFormat } from "./image_format.ts";
import type { ImageSpec } from "./image_spec.ts";
import {
  type Images,
  imagesFromPictures,
  type NamedPicture,
} from "./images.ts";
import type { Picture } from "./picture.ts";
import {
  PICTURE_OPTIONS,
  type PictureOptions,
  type PictureSettings,
  pictureSettings,
  preparePicture,
} from "./picture_settings.ts";

/** Options of {@linkcode loadImage} and {@linkcode loadImages}. */
export interface LoadImageOptions extends PictureOptions, ReadOptions {
  /**
   * Pixels of a picture at most, height times width. What has more is refused
   * before it is decoded.
   *
   * @default {268435456}
   */
  readonly pixelLimit?: number | undefined;
}

/** What {@linkcode LoadImageOptions} must be. */
export const LOAD_IMAGE_OPTIONS: OptionRequirements<LoadImageOptions> = {
  ...PICTURE_OPTIONS,
  ...READ_OPTIONS,
  pixelLimit: positiveInteger,
};

/**
 * Returns an image file as a network takes it: a batch of one.
 *
 * The numbers are, to the byte before normalization, those of Pillow and torchvision:
 * decoding with EXIF orientation applied, alpha dropped and color profile ignored;
 * `Resize` of the shorter side (antialiased); `CenterCrop`;
 * `(p · scale − mean) / std`. The shorter side becomes the preprocessing's `resize`,
 * by default just what covers the network's input. A gray network gets ITU-R 601 luma.
 * A picture smaller than the crop even so is set on black. With `fit: "stretch"` the
 * picture gets the input's shape instead: `Resize((height, width))`.
 * Two kinds of files differ
 * from Pillow: gray ones of 16 bits, whose upper 8 bits are kept, and AVIFs with
 * halved chroma (4:2:0), whose chroma is repeated and not interpolated.
 *
 * @param source A path, an http, https, file or data URL, or the file's bytes: PNG,
 * JPEG, WebP, GIF (first frame), TIFF or AVIF.
 * @param spec The model.
 * @param options Preprocessing (required where the model knows none), size, signal, limits.
 * @returns The batch of one.
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {Error} If a URL does not answer, stalls, or answers with an error
 * status.
 * @throws {RangeError} If the file has more than `byteLimit` bytes, or the picture
 * more than `pixelLimit` pixels.
 * @throws {SyntaxError} If it is no image, or one that is cut off.
 * @throws {TypeError} If the model takes no pictures or no preprocessing is known.
 *
 * @example
 * ```ts
 * import { loadImage } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const red = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";
 * const image = await loadImage(red, { inputShape: [2, 2, 3] }, { preprocessing: "unit" });
 * assertEquals(image.shape, [1, 2, 2, 3]);
 * assertEquals([...image.rgb.slice(0, 3)], [255, 0, 0]);
 * ```
 */
export function loadImage(
  source: FileSource,
  spec: ImageSpec,
  options: LoadImageOptions = {},
): Promise<Images> {
  return imagesFromFiles("load the image", [source], spec, options);
}

/**
 * Returns several image files as one batch of network input.
 *
 * Each goes through {@linkcode loadImage}'s steps. Where the model takes any size,
 * the pictures must have one size, or `size` must be given.
 *
 * @param sources Paths, URLs or bytes.
 * @param spec The model.
 * @param options Preprocessing, size, a signal to stop, and limits.
 * @returns The batch, in the order of the sources.
 * @throws {RangeError} If there is no source.
 * @throws {TypeError} If the sizes differ, and as {@linkcode loadImage}.
 *
 * @example
 * ```ts
 * import { loadImages } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const gif = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";
 * const images = await loadImages([gif, gif], { inputShape: [4, 6, 3] }, { preprocessing: "raw" });
 * assertEquals(images.shape, [2, 4, 6, 3]);
 * assertEquals(images.names, ["image 1", "image 2"]);
 * ```
 */
export function loadImages(
  sources: readonly FileSource[],
  spec: ImageSpec,
  options: LoadImageOptions = {},
): Promise<Images> {
  return imagesFromFiles("load images", sources, spec, options);
}

/**
 * Returns image files as one batch, one file in memory at a time.
 *
 * @param action What cannot be done without them.
 * @see {@linkcode loadImages}
 */
export async function imagesFromFiles(
  action: string,
  sources: readonly FileSource[],
  spec: ImageSpec,
  options: LoadImageOptions,
): Promise<Images> {
  checkOptions(action, options, LOAD_IMAGE_OPTIONS);
  if (!Array.isArray(sources)) {
    throw new TypeError(
      `Cannot ${action} as the sources must be a list (one goes to loadImage): current value is ${
        describeValue(sources)
      }`,
    );
  }
  const settings = pictureSettings(spec, options);
  const pictures: NamedPicture[] = [];
  const cropped: string[] = [];
  for (const [i, source] of sources.entries()) {
    const file = await readFile("read the image", source, options)
      .catch(withWordOnFolders);
    const name = file.name === "" ? `image ${i + 1}` : file.name;
    const picture = await decodeImage(
      file.bytes,
      file.where ?? name,
      options.pixelLimit,
    ).catch((error) => {
      throw source instanceof Uint8Array
        ? withWordOnPixels(error, source)
        : error;
    });
    if (isCroppedByDefault(picture, settings)) cropped.push(name);
    pictures.push({ picture: preparePicture(picture, settings), name });
  }
  const images = imagesFromPictures(pictures, settings);
  if (cropped.length === 0) return images;
  return {
    ...images,
    notes: [
      `${
        cropped.length === 1
          ? `The center of ${cropped[0]} was cropped`
          : `The centers of ${cropped.length} pictures were cropped`
      }, as nothing says whether the network takes pictures of another shape cropped or stretched: the option fit does.`,
    ],
  };
}

/** From this part of a picture on, what a crop takes away is worth a note. */
const WORTH_SAYING = 0.4;

/**
 * Whether a picture loses much of its sides, and neither model nor caller has said
 * so. A photo of 4:3 or 3:2 loses a quarter or a third, as networks expect.
 */
function isCroppedByDefault(
  { height, width }: Picture,
  { crop: [rows, columns], preprocessing }: PictureSettings,
): boolean {
  if (preprocessing.fit !== undefined || rows === null || columns === null) {
    return false;
  }
  const [one, other] = [height * columns, width * rows];
  return 1 - Math.min(one, other) / Math.max(one, other) >= WORTH_SAYING;
}

/** Bytes that begin as no image file may be the pixels themselves. */
function withWordOnPixels(error: unknown, bytes: Uint8Array): unknown {
  const isFile = bytes.length === 0 || imageFormat(bytes) !== undefined;
  if (error instanceof SyntaxError && !isFile) {
    error.message +=
      ". Pixels come with their shape: { data, shape: [height, width, channels] }";
  }
  return error;
}

/** A folder may hold anything: it is not guessed which of its files are meant. */
function withWordOnFolders(error: Error): never {
  if (error.name === "IsADirectory") {
    error.message +=
      ". List the paths of its images, or read a folder of labeled images with loadImageFolder of fullgrad/data";
  }
  throw error;
}
