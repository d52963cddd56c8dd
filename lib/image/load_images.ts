import { type FileSource, readFile, type ReadOptions } from "../files/mod.ts";
import { decodeImage } from "./decode_image.ts";
import type { Images, ImageSpec } from "./images.ts";
import {
  imagesFromPictures,
  type NamedPicture,
} from "./images_from_pictures.ts";
import { type PictureOptions, pictureSettings } from "./picture_settings.ts";
import { preparePicture } from "./prepare_picture.ts";

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
export async function loadImages(
  sources: readonly FileSource[],
  spec: ImageSpec,
  options: LoadImageOptions = {},
): Promise<Images> {
  const settings = pictureSettings(spec, options);
  const pictures: NamedPicture[] = [];
  for (const [i, source] of sources.entries()) {
    const file = await readFile("read the image", source, options);
    const name = file.name === "" ? `image ${i + 1}` : file.name;
    const picture = await decodeImage(
      file.bytes,
      file.where ?? name,
      options.pixelLimit,
    );
    pictures.push({ picture: preparePicture(picture, settings), name });
  }
  return imagesFromPictures(pictures, settings);
}
