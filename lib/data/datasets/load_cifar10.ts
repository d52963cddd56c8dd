import type { ReadOptions } from "../../files/mod.ts";
import { cifarRecords, type DatasetFiles } from "./cifar_records.ts";
import type { Dataset } from "./dataset.ts";

/** The names of the classes of CIFAR-10, in the order of its labels. */
export const CIFAR10_CLASSES: readonly string[] = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck",
];

/**
 * Returns the images of CIFAR-10 files in the binary format: records of one
 * label byte and 3072 bytes, channel by channel.
 *
 * Sizes are checked at once; pixels are read, and labels checked, when images
 * are asked for.
 *
 * @param files Paths or URLs, such as `data_batch_1.bin` to `data_batch_5.bin`;
 * their images follow each other. They may be packed by gzip.
 * @param options A signal and limits.
 * @returns The dataset, `[32, 32, 3]`.
 * @throws {Deno.errors.NotFound} If a file does not exist.
 * @throws {RangeError} If a file that is kept in memory is over `byteLimit`.
 * @throws {SyntaxError} If a file is truncated, or, when read, a label is wrong.
 *
 * @example
 * ```ts
 * import { loadCifar10 } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const file = await Deno.makeTempFile();
 * const record = new Uint8Array(3073).fill(255);
 * record[0] = 3;
 * await Deno.writeFile(file, record);
 * const dataset = await loadCifar10(file);
 * const { labels } = await dataset.read([0]);
 * assertEquals(dataset.classes[labels[0]!], "cat");
 * await Deno.remove(file);
 * ```
 */
export function loadCifar10(
  files: DatasetFiles,
  options: ReadOptions = {},
): Promise<Dataset> {
  return cifarRecords(files, {
    name: "CIFAR-10",
    classes: CIFAR10_CLASSES,
    labelBytes: 1,
    labelByte: 0,
  }, options);
}
