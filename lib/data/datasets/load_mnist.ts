import {
  openRecords,
  READ_OPTIONS,
  type ReadOptions,
  type RecordFile,
} from "../../files/mod.ts";
import {
  checkOptions,
  type OptionRequirements,
  text,
} from "../../options/mod.ts";
import { CLASS_NAMES } from "./class_names.ts";
import { type Dataset, defineDataset } from "./dataset.ts";

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
 * import { loadMnist } from "fullgrad/data";
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
  options: MnistOptions = {},
): Promise<Dataset> {
  checkOptions("read MNIST", options, MNIST_OPTIONS);
  const { classes = DIGITS, name = "MNIST", ...reading } = options;
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

const MNIST_OPTIONS: OptionRequirements<MnistOptions> = {
  ...READ_OPTIONS,
  classes: CLASS_NAMES,
  name: text,
};

const DIGITS: readonly string[] = Array.from("0123456789");

/** What the first bytes of an IDX file say. */
interface IdxHeader {
  /** Sizes of the axes. */
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly start: number;
  /** Bytes of the whole file. */
  readonly size: number;
}

/** The code of values that are bytes. */
const BYTES = 8;

/**
 * Returns the header of an IDX file of bytes: two zeros, the code of the values'
 * type, the number of axes, and their sizes, 32 bits each, high byte first.
 *
 * @param start The file's first bytes.
 * @param axes How many there must be.
 * @param where What to call the file in an error.
 * @returns The header; undefined if the bytes are too few for it.
 * @throws {SyntaxError} If they are no such header.
 */
function idxHeader(
  start: Uint8Array,
  axes: number,
  where: string,
): IdxHeader | undefined {
  const length = 4 + 4 * axes;
  const magic = [0, 0, BYTES, axes];
  if (magic.some((byte, i) => i < start.length && start[i] !== byte)) {
    throw new SyntaxError(
      `Cannot read ${where} as an IDX file as it must begin with ${
        magic.join(", ")
      }, bytes on ${axes} axes: current bytes are ${
        start.subarray(0, 4).join(", ")
      }`,
    );
  }
  if (start.length < length) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, length);
  const shape = Array.from(
    { length: axes },
    (_, axis) => view.getUint32(4 + 4 * axis),
  );
  if (shape.includes(0)) {
    throw new SyntaxError(
      `Cannot read ${where} as an IDX file as every axis must be over 0: current shape is [${
        shape.join(", ")
      }]`,
    );
  }
  const size = length + shape.reduce((product, side) => product * side, 1);
  return { shape, start: length, size };
}

/**
 * Returns the header of an IDX file that is as long as it says.
 *
 * @param file The file.
 * @param axes How many there must be.
 * @throws {SyntaxError} If it is no such file, or not as long as it says.
 */
async function readIdxHeader(
  file: RecordFile,
  axes: number,
): Promise<IdxHeader> {
  const length = Math.min(file.size, 4 + 4 * axes);
  const bytes = await file.readRecords([0], length);
  const header = idxHeader(bytes, axes, file.where);
  if (header === undefined) {
    throw new SyntaxError(
      `Cannot read ${file.where} as an IDX file as its header must have ${
        4 + 4 * axes
      } bytes: current size is ${file.size} bytes`,
    );
  }
  if (file.size !== header.size) {
    throw new SyntaxError(
      `Cannot read ${file.where} as an IDX file as its shape [${
        header.shape.join(", ")
      }] must come in ${header.size} bytes: current size is ${file.size} bytes`,
    );
  }
  return header;
}
