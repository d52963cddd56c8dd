import {
  openRecords,
  READ_OPTIONS,
  type ReadOptions,
  type RecordFile,
} from "../../files/mod.ts";
import {
  checkOptions,
  checkValue,
  oneOf,
  type OptionRequirements,
  type Requirement,
} from "../../options/mod.ts";
import {
  CIFAR100_CLASSES,
  CIFAR100_GROUPS,
  CIFAR10_CLASSES,
} from "./cifar_classes.ts";
import { type Dataset, defineDataset } from "./dataset.ts";

/** One file, or several that follow each other. */
export type DatasetFiles = string | URL | readonly (string | URL)[];

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
 * import { loadCifar10 } from "fullgrad/data";
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
export async function loadCifar10(
  files: DatasetFiles,
  options: ReadOptions = {},
): Promise<Dataset> {
  checkOptions("read CIFAR-10", options, READ_OPTIONS);
  return await cifarRecords(files, {
    name: "CIFAR-10",
    classes: CIFAR10_CLASSES,
    labelBytes: 1,
    labelByte: 0,
  }, options);
}

/** Options of {@linkcode loadCifar100}. */
export interface Cifar100Options extends ReadOptions {
  /**
   * Which labels: of the 100 classes or of the 20 groups of five.
   *
   * @default {"fine"}
   */
  readonly labels?: "fine" | "coarse";
}

const CIFAR100_OPTIONS: OptionRequirements<Cifar100Options> = {
  ...READ_OPTIONS,
  labels: oneOf(["fine", "coarse"]),
};

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
 * import { loadCifar100 } from "fullgrad/data";
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
export async function loadCifar100(
  files: DatasetFiles,
  options: Cifar100Options = {},
): Promise<Dataset> {
  checkOptions("read CIFAR-100", options, CIFAR100_OPTIONS);
  const { labels = "fine", ...reading } = options;
  const fine = labels === "fine";
  return await cifarRecords(files, {
    name: fine ? "CIFAR-100" : "CIFAR-100 (groups)",
    classes: fine ? CIFAR100_CLASSES : CIFAR100_GROUPS,
    labelBytes: 2,
    labelByte: fine ? 1 : 0,
  }, reading);
}

/** What the binary format of a CIFAR dataset is. */
interface CifarFormat {
  readonly name: string;
  readonly classes: readonly string[];
  /** Bytes of labels before the pixels. */
  readonly labelBytes: number;
  /** Which of them is the label. */
  readonly labelByte: number;
}

const FILES: Requirement = {
  expected: "a path or URL, or a list of these",
  isType: Array.isArray,
};

const SIDE = 32;
const PLANE = SIDE * SIDE;

/** A dataset of records: labels, then 3072 bytes, channel by channel. */
async function cifarRecords(
  files: DatasetFiles,
  { name, classes, labelBytes, labelByte }: CifarFormat,
  reading: ReadOptions,
): Promise<Dataset> {
  const length = labelBytes + 3 * PLANE;
  const list = typeof files === "string" || files instanceof URL
    ? [files]
    : files;
  checkValue(`read ${name}`, "files", list, FILES);
  const sources = await Promise.all(
    list.map((file) => openRecords(`read ${name} from`, file, reading)),
  );
  for (const { where, size } of sources) checkSize(name, where, size, length);
  if (sources.length === 0) {
    throw new RangeError(
      `Cannot read ${name} as there must be at least 1 file: there are 0`,
    );
  }
  const starts = [0];
  for (const { size } of sources) starts.push(starts.at(-1)! + size / length);
  return defineDataset({
    name,
    classes,
    size: starts.at(-1)!,
    imageShape: [SIDE, SIDE, 3],
    async fill(indices, { pixels, labels }) {
      for (const [f, source] of sources.entries()) {
        const places = indices.flatMap((index, i) =>
          index >= starts[f]! && index < starts[f + 1]! ? [i] : []
        );
        if (places.length === 0) continue;
        const bytes = await source.readRecords(
          places.map((i) => (indices[i]! - starts[f]!) * length),
          length,
        );
        places.forEach((i, k) => {
          const record = bytes.subarray(k * length, (k + 1) * length);
          labels[i] = labelOf(record, indices[i]! - starts[f]!, source);
          const image = pixels.subarray(3 * PLANE * i, 3 * PLANE * (i + 1));
          for (let pixel = 0; pixel < PLANE; pixel++) {
            for (let c = 0; c < 3; c++) {
              image[3 * pixel + c] = record[labelBytes + c * PLANE + pixel]! /
                255;
            }
          }
        });
      }
    },
  });

  function labelOf(
    record: Uint8Array,
    index: number,
    { where }: RecordFile,
  ): number {
    const label = record[labelByte]!;
    if (label < classes.length) return label;
    throw new SyntaxError(
      `Cannot read ${where} as ${name} as the label of image ${index} must be in 0…${
        classes.length - 1
      }: current value is ${label}`,
    );
  }
}

function checkSize(
  name: string,
  where: string,
  size: number,
  length: number,
): void {
  if (size > 0 && size % length === 0) return;
  throw new SyntaxError(
    `Cannot read ${where} as ${name} as it must hold whole records of ${length} bytes: current size is ${size} bytes, ${
      Math.floor(size / length)
    } records and ${size % length} bytes`,
  );
}
