import {
  type FolderContent,
  listFolder,
  openRecords,
  READ_OPTIONS,
  readFile,
  type ReadOptions,
} from "../../files/mod.ts";
import {
  decodeImage,
  fitPicture,
  FORMAT_BYTES,
  imageFormat,
  PICTURE_SIZE,
  toGray,
  toRgb,
} from "../../image/mod.ts";
import {
  checkOptions,
  checkValue,
  oneOf,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import { CLASS_NAMES } from "./class_names.ts";
import { type Dataset, defineDataset } from "./dataset.ts";

/** Options of {@linkcode loadImageFolder}. */
export interface ImageFolderOptions
  extends Pick<ReadOptions, "signal" | "byteLimit"> {
  /** Side of the square, or height and width, that every image is given. */
  readonly size: number | readonly [height: number, width: number];
  /**
   * Whether the center of a picture of another shape is cropped or the picture is
   * stretched.
   *
   * @default {"crop"}
   */
  readonly fit?: "crop" | "stretch" | undefined;
  /**
   * 3 for color; 1 for gray, the luma of colored images.
   *
   * @default {3}
   */
  readonly channels?: 1 | 3 | undefined;
  /**
   * Names of the classes in the order of their labels, as of another folder
   * that must agree: each must be a folder here.
   *
   * @default the names of the folders, sorted
   */
  readonly classes?: readonly string[] | undefined;
  /**
   * Pixels of a picture at most, height times width.
   *
   * @default {268435456}
   */
  readonly pixelLimit?: number | undefined;
}

const IMAGE_FOLDER_OPTIONS: OptionRequirements<ImageFolderOptions> = {
  signal: READ_OPTIONS.signal,
  byteLimit: READ_OPTIONS.byteLimit,
  size: PICTURE_SIZE,
  fit: oneOf(["crop", "stretch"]),
  channels: oneOf([1, 3]),
  classes: CLASS_NAMES,
  pixelLimit: positiveInteger,
};

/**
 * Returns the images of a folder that has a folder for each class; images may lie
 * in folders within.
 *
 * The files are listed at once, in order of class and path, and decoded when
 * images are asked for: the shorter side is resized to cover the size, and the
 * center is cropped, as {@linkcode loadImage} does.
 *
 * What is an image is told by the file's name, or by its first bytes where the name
 * is that of a format that is not read (`.bmp`, `.heic`, …). Images of such formats,
 * images beside the classes' folders, links that point nowhere, and hidden folders
 * (`.…`, `__MACOSX`, `@eaDir`) are left out, and the dataset's `notes` count them; so
 * are other files and hidden ones (`._…`), without a word.
 *
 * @param folder Path or file URL of the folder.
 * @param options Size, colors, classes, a signal for the listing, and limits.
 * @returns The dataset, `[height, width, channels]`.
 * @throws {Deno.errors.NotFound} If there is no such folder.
 * @throws {TypeError} If an option does not exist, or the folder is on a server.
 * @throws {RangeError} If it has no folder with images, or not that of a class.
 * @throws {SyntaxError} When read, if a file is no whole image.
 *
 * @example
 * ```ts
 * import { loadImageFolder } from "fullgrad/data";
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
  options: ImageFolderOptions,
): Promise<Dataset> {
  const action = "read the images of";
  checkOptions("read a folder of images", options, IMAGE_FOLDER_OPTIONS);
  const { size, fit, channels = 3, byteLimit, pixelLimit } = options;
  checkValue("read a folder of images", "size", size, PICTURE_SIZE);
  const [height, width] = typeof size === "number" ? [size, size] : size;
  const content = await listFolder(action, folder, {
    signal: options.signal,
  });
  const { classes, files, notes } = await labeledFiles(
    content,
    options.classes,
  );
  const length = height * width * channels;
  return defineDataset({
    name: content.name,
    classes,
    size: files.length,
    imageShape: [height, width, channels],
    notes,
    async fill(indices, { pixels, labels }) {
      for (const [i, index] of indices.entries()) {
        const { path, label } = files[index]!;
        const file = await readFile("read the image", path, { byteLimit });
        const picture = await decodeImage(file.bytes, file.where!, pixelLimit);
        const { data } = fitPicture(
          channels === 1 ? toGray(picture) : toRgb(picture),
          [height, width],
          { fit },
        );
        const image = pixels.subarray(i * length, (i + 1) * length);
        for (let k = 0; k < length; k++) image[k] = data[k]! / 255;
        labels[i] = label;
      }
    },
  });
}

/** What lies in a folder of classes. */
interface LabeledFiles {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Every file with its class, in order of class and path. */
  readonly files: readonly { readonly path: string; readonly label: number }[];
  /** What was left out. */
  readonly notes: readonly string[];
}

/** Endings of names that images have. */
const IMAGE = /\.(apng|avif|gif|jfif|jpe|jpe?g|pjp|pjpeg|png|tiff?|webp)$/i;

/** Endings that other pictures have, which may all the same be images inside. */
const PICTURE =
  /\.(bmp|dib|dng|heic|heif|ico|j2k|jp2|jpx|jxl|p[bgnp]m|psd|raw|svg|tga|xbm|xpm)$/i;

async function labeledFiles(
  content: FolderContent,
  classes: readonly string[] | undefined,
): Promise<LabeledFiles> {
  const { where, pathOf } = content;
  const found = content.folders.filter((path) => !path.includes("/"));
  const names = classes ?? found;
  const missing = names.find((name) => !found.includes(name));
  const extra = found.find((name) => !names.includes(name));
  if (names.length === 0 || missing !== undefined || extra !== undefined) {
    const reason = names.length === 0
      ? "there is none"
      : missing !== undefined
      ? `there is none for "${missing}"`
      : `"${extra}" is no class`;
    throw new RangeError(
      `Cannot read the images of ${where} as it must have a folder for each class, and no other: ${reason}`,
    );
  }
  const labels = new Map(names.map((name, label) => [name, label]));
  const images: { readonly path: string; readonly label: number }[] = [];
  const [unread, outside]: [string[], string[]] = [[], []];
  for (const path of content.files) {
    const [first, ...rest] = path.split("/");
    const label = rest.length === 0 ? undefined : labels.get(first!);
    const isImage = IMAGE.test(path) ||
      PICTURE.test(path) && await beginsAsImage(pathOf(path));
    if (isImage && label !== undefined) {
      images.push({ path: pathOf(path), label });
    } else if (isImage) outside.push(path);
    else if (PICTURE.test(path)) unread.push(path);
  }
  const leftOut = [
    ...counted(unread, "in formats that are not read"),
    ...counted(outside, "outside the folders of the classes"),
    ...counted(content.broken, "that are links to nowhere, or no files"),
    ...counted(content.hidden, "that are hidden folders"),
  ];
  const notes = leftOut.length === 0
    ? []
    : [`Left out of ${content.name}: ${leftOut.join("; ")}.`];
  const filled = new Set(images.map(({ label }) => label));
  for (const [label, name] of names.entries()) {
    if (filled.has(label)) continue;
    throw new RangeError(
      [
        `Cannot read the images of ${where} as every class must have an image: "${name}" has none`,
        ...notes,
      ].join(". "),
    );
  }
  images.sort((a, b) => a.label - b.label);
  return { classes: names, files: images, notes };
}

function counted(paths: readonly string[], why: string): readonly string[] {
  const [first, ...more] = paths;
  return first === undefined
    ? []
    : [`${paths.length} ${why} ("${first}"${more.length > 0 ? ", …" : ""})`];
}

async function beginsAsImage(path: string): Promise<boolean> {
  const file = await openRecords("read the image", path);
  const start = await file.readRecords([0], Math.min(file.size, FORMAT_BYTES));
  return imageFormat(start) !== undefined;
}
