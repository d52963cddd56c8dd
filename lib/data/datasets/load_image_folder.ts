import { fileURLToPath } from "node:url";
import { toUrl } from "../../files/mod.ts";
import {
  decodeImage,
  fitPicture,
  type Picture,
  toGray,
  toRgb,
} from "../../image/mod.ts";
import type { Dataset } from "./dataset.ts";
import { defineDataset } from "./define_dataset.ts";
import { labelledFiles } from "./labelled_files.ts";

/** Options of {@linkcode loadImageFolder}. */
export interface ImageFolderOptions {
  /** Side of the square, or height and width, that every image is given. */
  readonly size: number | readonly [height: number, width: number];
  /**
   * 3 for colour; 1 for gray, the luma of coloured images.
   *
   * @default {3}
   */
  readonly channels?: 1 | 3;
  /**
   * Names of the classes in the order of their labels, as of another folder
   * that must agree: each must be a folder here.
   *
   * @default the names of the folders, sorted
   */
  readonly classes?: readonly string[];
}

/**
 * Returns the images of a folder that has a folder for each class.
 *
 * The files are listed at once, in order of class and name, and decoded when
 * images are asked for: the shorter side is resized to cover the size, and the
 * centre is cropped, as {@linkcode loadImage} does. Files that are not named as
 * images are left out.
 *
 * @param folder Path or URL of the folder.
 * @param options Size, colours, classes.
 * @returns The dataset, `[height, width, channels]`.
 * @throws {Deno.errors.NotFound} If there is no such folder.
 * @throws {RangeError} If it has no folder with images, or not that of a class.
 * @throws {SyntaxError} When read, if a file is no whole image.
 *
 * @example
 * ```ts
 * import { loadImageFolder } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.mkdir(`${folder}/boat`);
 * await Deno.copyFile("data/images/boat.png", `${folder}/boat/1.png`);
 * const dataset = await loadImageFolder(folder, { size: 32 });
 * assertEquals(dataset.classes, ["boat"]);
 * assertEquals((await dataset.read([0])).pixels.length, 32 * 32 * 3);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function loadImageFolder(
  folder: string | URL,
  { size, channels = 3, classes }: ImageFolderOptions,
): Promise<Dataset> {
  const [height, width] = typeof size === "number" ? [size, size] : size;
  for (const side of [height, width]) {
    if (Number.isInteger(side) && side >= 1) continue;
    throw new RangeError(
      `Cannot read a folder of images as size must be a positive integer, or two: current value is ${
        JSON.stringify(size)
      }`,
    );
  }
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(
      `Cannot read a folder of images as channels must be 1 or 3: current value is ${channels}`,
    );
  }
  const path = fileURLToPath(toUrl("read the images", folder));
  const listed = await labelledFiles(path, classes);
  const length = height * width * channels;
  const prepare = (picture: Picture) =>
    fitPicture(channels === 1 ? toGray(picture) : toRgb(picture), [
      height,
      width,
    ]);
  return defineDataset({
    name: path.split(/[\\/]/).findLast((part) => part !== "")!,
    classes: listed.classes,
    size: listed.files.length,
    imageShape: [height, width, channels],
    async fill(indices, { pixels, labels }) {
      for (const [i, index] of indices.entries()) {
        const { file, label } = listed.files[index]!;
        const bytes = await Deno.readFile(file);
        const { data } = prepare(await decodeImage(bytes, `"${file}"`));
        const image = pixels.subarray(i * length, (i + 1) * length);
        data.forEach((byte, k) => image[k] = byte / 255);
        labels[i] = label;
      }
    },
  });
}
