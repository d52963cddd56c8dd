import {
  openRecords,
  type ReadOptions,
  type RecordFile,
} from "../../files/mod.ts";
import type { Dataset } from "./dataset.ts";
import { defineDataset } from "./define_dataset.ts";

/** One file, or several that follow each other. */
export type DatasetFiles = string | URL | readonly (string | URL)[];

/** What the binary format of a CIFAR dataset is. */
interface CifarFormat {
  readonly name: string;
  readonly classes: readonly string[];
  /** Bytes of labels before the pixels. */
  readonly labelBytes: number;
  /** Which of them is the label. */
  readonly labelByte: number;
}

const SIDE = 32;
const PLANE = SIDE * SIDE;

/** A dataset of records: labels, then 3072 bytes, channel by channel. */
export async function cifarRecords(
  files: DatasetFiles,
  { name, classes, labelBytes, labelByte }: CifarFormat,
  reading: ReadOptions,
): Promise<Dataset> {
  const length = labelBytes + 3 * PLANE;
  const list = typeof files === "string" || files instanceof URL
    ? [files]
    : files;
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
