import type { Tensor } from "@tensorflow/tfjs";
import type { FileSource } from "../files/mod.ts";
import { describeValue } from "../options/mod.ts";
import type { ImageSpec } from "./image_spec.ts";
import type { Images } from "./images.ts";

/** Pixels in the form of the web's `ImageData`: red, green, blue, alpha. */
export interface RgbaPixels {
  /** Bytes `[height, width, 4]`. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/**
 * Bytes with a shape: pictures `[H, W, C]` or `[N, H, W, C]`, C = 1, 3 or 4 (alpha);
 * other layouts as {@linkcode toImages} says.
 */
export interface PixelArray {
  /** The pixels. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Their shape. */
  readonly shape: readonly number[];
}

/**
 * Floats with a shape `[H, W, C]` or `[N, H, W, C]`: network input; other layouts
 * as {@linkcode toImages} says.
 */
export interface ValueArray {
  /** The values. */
  readonly data: Float32Array | Float64Array;
  /** Their shape. */
  readonly shape: readonly number[];
}

/** Nested arrays `[H][W][C]` of network input, or `[H][W]` of a single channel. */
export type NestedImage =
  | readonly (readonly (readonly number[])[])[]
  | readonly (readonly number[])[];

/**
 * What {@linkcode toImages} takes, and with it every method and experiment.
 *
 * An image file, or a list of them, is named by its path or URL, or given as its
 * bytes. Images that were loaded are taken as they are, a list of them as one batch.
 * Bytes with a shape are pixels. Files and pixels are resized, cropped and
 * normalized. Floats, float32 tensors and nested arrays are network input,
 * normalized already.
 */
export type ImageInput =
  | FileSource
  | readonly FileSource[]
  | Images
  | readonly Images[]
  | Tensor
  | ImageData
  | RgbaPixels
  | PixelArray
  | ValueArray
  | Float32Array
  | NestedImage
  | readonly NestedImage[];

/** Pixels, or values of network input, in the shape in which they came. */
export type InputArray =
  | { readonly pixels: Uint8Array | Uint8ClampedArray; readonly shape: Shape }
  | { readonly values: Float32Array; readonly shape: Shape };

type Shape = readonly number[];

/** Numbers in memory, which are no {@linkcode Images} yet. */
export type ArrayInput = Exclude<
  ImageInput,
  Images | readonly Images[] | FileSource | readonly FileSource[]
>;

/**
 * The image files that an input is: itself, or a list that begins with one.
 * Nothing where the input is numbers.
 */
export function filesOf(input: ImageInput): readonly FileSource[] | undefined {
  if (isFile(input)) return [input];
  return Array.isArray(input) && isFile(input[0])
    ? input as readonly FileSource[]
    : undefined;
}

/**
 * The batches that an input is a list of, which begins with one. Nothing where the
 * input is something else.
 *
 * @throws {TypeError} If the list holds something else too.
 */
export function batchesOf(input: ImageInput): readonly Images[] | undefined {
  if (!Array.isArray(input) || !isImages(input[0])) return undefined;
  const list: readonly unknown[] = input;
  const other = list.findIndex((one) => !isImages(one));
  if (other === -1) return input as readonly Images[];
  throw new TypeError(
    `Cannot use the input as a list that begins with Images must hold nothing else: current value at ${other} is ${
      describeValue(list[other])
    }`,
  );
}

/** A `Uint8Array` is a file by itself, and pixels where a shape comes with it. */
function isFile(input: unknown): input is FileSource {
  return typeof input === "string" || input instanceof URL ||
    input instanceof Uint8Array || input instanceof ArrayBuffer ||
    input instanceof Blob;
}

/**
 * Returns the numbers of an input in memory. Values are copies, pixels are the
 * caller's.
 *
 * @throws {TypeError} If it is none.
 */
export async function inputArray(
  input: ArrayInput,
  spec: ImageSpec,
): Promise<InputArray> {
  if (isTensor(input)) {
    return { values: await tensorValues(input), shape: input.shape };
  }
  if (Array.isArray(input)) return flattenNested(input);
  if (input instanceof Float32Array) {
    return { values: input.slice(), shape: bareShape(input, spec) };
  }
  if (isArrayWithShape(input)) {
    const { data, shape } = input;
    if (isBytes(data)) return { pixels: data.slice(), shape };
    if (data instanceof Float32Array || data instanceof Float64Array) {
      return { values: new Float32Array(data), shape };
    }
  }
  if (isRgbaPixels(input)) {
    const { data, height, width } = input;
    return { pixels: data.slice(), shape: [height, width, 4] };
  }
  throw unknownInput(input);
}

/** Whether the input is the product of this stage already. */
export function isImages(input: unknown): input is Images {
  return isObject(input) && "values" in input &&
    input.values instanceof Float32Array &&
    "shape" in input && Array.isArray(input.shape) && "rgb" in input &&
    "names" in input &&
    Array.isArray(input.names);
}

/** By form, as the caller's tfjs may be another copy of it. */
function isTensor(input: unknown): input is Tensor {
  return isObject(input) && "dtype" in input && "isDisposed" in input &&
    "data" in input && typeof input.data === "function";
}

async function tensorValues(tensor: Tensor): Promise<Float32Array> {
  if (tensor.isDisposed) {
    throw new TypeError(
      "Cannot use the tensor as input as it must not be disposed: it is",
    );
  }
  if (tensor.dtype !== "float32") {
    throw new TypeError(
      "Cannot use the tensor as input as its dtype must be float32 (values normalized already; " +
        `pictures are bytes, { data, shape }): current value is ${tensor.dtype}`,
    );
  }
  // The CPU backend hands out its own array, so copy.
  return new Float32Array(await tensor.data());
}

/**
 * Returns the numbers of nested arrays in one array, with their shape.
 *
 * @throws {TypeError} If lengths differ, or something is not a number; the error
 * names the place.
 */
function flattenNested(nested: readonly unknown[]): InputArray {
  const shape: number[] = [];
  for (let level: unknown = nested; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
  }
  const numbers: number[] = [];
  const path: number[] = [];
  const visit = (item: unknown): void => {
    const length = shape[path.length];
    const fits = length === undefined
      ? typeof item === "number"
      : Array.isArray(item) && item.length === length;
    if (!fits) {
      const required = length === undefined
        ? "a number"
        : `an array of ${length}`;
      const came = Array.isArray(item)
        ? `an array of ${item.length}`
        : typeof item;
      throw new TypeError(
        `Cannot use nested arrays as [${
          path.join("][")
        }] must be ${required}, as the first is: ` +
          `current value is ${came}`,
      );
    }
    if (!Array.isArray(item)) {
      numbers.push(item as number);
      return;
    }
    for (let i = 0; i < item.length; i++) {
      path.push(i);
      visit(item[i]);
      path.pop();
    }
  };
  visit(nested);
  return { values: Float32Array.from(numbers), shape };
}

function bareShape(values: Float32Array, { inputShape }: ImageSpec): Shape {
  const [height, width, channels] = inputShape;
  if (height === null || width === null) {
    throw new TypeError(
      "Cannot use a bare Float32Array as the model must fix height and width (else pass " +
        `{ data, shape }): its input shape is [${
          inputShape.map((side) => side ?? "any")
        }]`,
    );
  }
  const size = height * width * channels;
  if (values.length % size !== 0) {
    throw new TypeError(
      `Cannot use a bare Float32Array as its length must be a multiple of ${size} for images ` +
        `[${inputShape.join(", ")}]: current length is ${values.length}`,
    );
  }
  return [values.length / size, height, width, channels];
}

function isArrayWithShape(
  input: unknown,
): input is { readonly data: unknown; readonly shape: Shape } {
  return isObject(input) && "data" in input && "shape" in input &&
    Array.isArray(input.shape);
}

function isRgbaPixels(input: unknown): input is RgbaPixels {
  return isObject(input) && "width" in input && "height" in input &&
    "data" in input &&
    isBytes(input.data);
}

function isBytes(data: unknown): data is Uint8Array | Uint8ClampedArray {
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function unknownInput(input: unknown): TypeError {
  const data = isArrayWithShape(input) ? input.data : undefined;
  const came = data === undefined
    ? describeValue(input)
    : `{ data: ${data?.constructor?.name}, shape }`;
  return new TypeError(
    "Cannot use the input as it must be an image file (its path, URL or bytes), Images, or a list " +
      "of one of them, a float32 tensor, ImageData, { data, shape } with bytes or floats, a Float32Array " +
      "or nested arrays: " +
      `current value is ${came}`,
  );
}
