import { openRecords, type ReadOptions } from "../../files/mod.ts";
import type { Dataset } from "./dataset.ts";
import { defineDataset } from "./define_dataset.ts";
import { idxHeader, readIdxHeader } from "./idx_header.ts";

/** Options of {@linkcode loadMnist}. */
export interface MnistOptions extends ReadOptions {
  /**
   * Names of the classes, in the order of the labels.
   *
   * @default {["0", "1", … "9"]}
   */
  readonly classes?: readonly string[];
  /**
   * Name of the dataset.
   *
   * @default {"MNIST"}
   */
  readonly name?: string;
}

/**
 * Returns the images of a pair of IDX files, in which MNIST, Fashion-MNIST and
 * others come: bytes `[N, H, W]`, and labels `[N]`.
 *
 * Headers and sizes are checked at once. Plain files are read, and labels
 * checked, when images are asked for; files packed by gzip, whatever they are
 * called, are unpacked into memory.
 *
 * @param images Path or URL of the images, as `train-images-idx3-ubyte.gz`.
 * @param labels Path or URL of the labels, as `train-labels-idx1-ubyte.gz`.
 * @param options Names, a signal, and limits.
 * @returns The dataset, `[H, W, 1]`.
 * @throws {Deno.errors.NotFound} If a file does not exist.
 * @throws {RangeError} If a file that is kept in memory is over `byteLimit`.
 * @throws {SyntaxError} If a file is no IDX file, is truncated, or has not as
 * many items as the other, or, when read, a label is wrong.
 *
 * @example
 * ```ts
 * import { loadMnist } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const [images, labels] = [`${folder}/images`, `${folder}/labels`];
 * const header = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2];
 * await Deno.writeFile(images, new Uint8Array([...header, 0, 255]));
 * await Deno.writeFile(labels, new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 7]));
 * const dataset = await loadMnist(images, labels);
 * const first = await dataset.read([0]);
 * assertEquals([...first.pixels, ...first.labels], [0, 1, 7]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function loadMnist(
  images: string | URL,
  labels: string | URL,
  { classes = DIGITS, name = "MNIST", ...reading }: MnistOptions = {},
): Promise<Dataset> {
  const open = (source: string | URL, axes: number) =>
    openRecords(`read ${name} from`, source, {
      ...reading,
      sizeOf: (start, where) => idxHeader(start, axes, where)?.size,
    });
  const imageBytes = await open(images, 3);
  const labelBytes = await open(labels, 1);
  const pictures = await readIdxHeader(imageBytes, 3);
  const numbers = await readIdxHeader(labelBytes, 1);
  const [size, height, width] = pictures.shape as [number, number, number];
  if (numbers.shape[0] !== size) {
    throw new SyntaxError(
      `Cannot read ${name} as there must be a label for each of the ${size} images of ${imageBytes.where}: ${labelBytes.where} has ${
        numbers.shape[0]
      }`,
    );
  }
  const length = height * width;
  return defineDataset({
    name,
    classes,
    size,
    imageShape: [height, width, 1],
    async fill(indices, target) {
      const bytes = await imageBytes.readRecords(
        indices.map((index) => pictures.start + index * length),
        length,
      );
      bytes.forEach((byte, i) => target.pixels[i] = byte / 255);
      const found = await labelBytes.readRecords(
        indices.map((index) => numbers.start + index),
        1,
      );
      found.forEach((label, i) => {
        if (label >= classes.length) {
          throw new SyntaxError(
            `Cannot read ${labelBytes.where} as ${name} as the label of image ${
              indices[i]
            } must be in 0…${classes.length - 1}: current value is ${label}`,
          );
        }
        target.labels[i] = label;
      });
    },
  });
}

const DIGITS: readonly string[] = Array.from("0123456789");
