import type { FileSource } from "../files/mod.ts";
import type { Images, ImageSpec } from "./images.ts";
import { type LoadImageOptions, loadImages } from "./load_images.ts";

/**
 * Returns an image file as a network takes it: a batch of one.
 *
 * The numbers are, to the byte before normalisation, those of Pillow and torchvision:
 * decoding with EXIF orientation applied, alpha dropped and colour profile ignored;
 * `Resize` of the shorter side (bilinear, antialiased); `CenterCrop`;
 * `(p · scale − mean) / std`. The shorter side becomes the preprocessing's `resize`,
 * by default just what covers the network's input. A gray network gets ITU-R 601 luma.
 * A picture smaller than the crop even so is set on black. Two kinds of files differ
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
  return loadImages([source], spec, options);
}
