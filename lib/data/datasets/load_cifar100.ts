import type { ReadOptions } from "../../files/mod.ts";
import { CIFAR100_CLASSES, CIFAR100_GROUPS } from "./cifar100_classes.ts";
import { cifarRecords, type DatasetFiles } from "./cifar_records.ts";
import type { Dataset } from "./dataset.ts";

/** Options of {@linkcode loadCifar100}. */
export interface Cifar100Options extends ReadOptions {
  /**
   * Which labels: of the 100 classes or of the 20 groups of five.
   *
   * @default {"fine"}
   */
  readonly labels?: "fine" | "coarse";
}

/**
 * Returns the images of CIFAR-100 files in the binary format: records of a byte
 * for the group, one for the class, and 3072 bytes, channel by channel.
 *
 * Sizes are checked at once; pixels are read, and labels checked, when images
 * are asked for.
 *
 * @param files Paths or URLs, such as `train.bin`; several follow each other.
 * They may be packed by gzip.
 * @param options Which labels, a signal, and limits.
 * @returns The dataset, `[32, 32, 3]`.
 * @throws {Deno.errors.NotFound} If a file does not exist.
 * @throws {RangeError} If a file that is kept in memory is over `byteLimit`.
 * @throws {SyntaxError} If a file is truncated, or, when read, a label is wrong.
 *
 * @example
 * ```ts
 * import { loadCifar100 } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const file = await Deno.makeTempFile();
 * const record = new Uint8Array(3074);
 * record.set([4, 0]);
 * await Deno.writeFile(file, record);
 * const dataset = await loadCifar100(file);
 * const { labels } = await dataset.read([0]);
 * assertEquals(dataset.classes[labels[0]!], "apple");
 * await Deno.remove(file);
 * ```
 */
export function loadCifar100(
  files: DatasetFiles,
  { labels = "fine", ...reading }: Cifar100Options = {},
): Promise<Dataset> {
  if (labels !== "fine" && labels !== "coarse") {
    throw new RangeError(
      `Cannot read CIFAR-100 as labels must be "fine" or "coarse": current value is ${
        JSON.stringify(labels)
      }`,
    );
  }
  const fine = labels === "fine";
  return cifarRecords(files, {
    name: fine ? "CIFAR-100" : "CIFAR-100 (groups)",
    classes: fine ? CIFAR100_CLASSES : CIFAR100_GROUPS,
    labelBytes: 2,
    labelByte: fine ? 1 : 0,
  }, reading);
}
