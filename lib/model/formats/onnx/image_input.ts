import type { OnnxGraph, OnnxValue } from "./onnx_file.ts";

/** Height, width and channels of an image. */
export type InputSize = readonly [
  height: number,
  width: number,
  channels: number,
];

/** The image among a graph's inputs. */
export interface ImageInput {
  readonly name: string;
  /** Its shape in the file, for one image. */
  readonly shape: readonly number[];
  /** Which of its axes are height, width and channels. */
  readonly axes: readonly number[];
}

/** Numbers of channels that pictures have. */
const CHANNELS: readonly (number | undefined)[] = [1, 3, 4];

/**
 * The image that a graph takes, and where its axes lie: channels first, or last
 * where the file says so by its shape or by the transposition that follows.
 *
 * @throws {TypeError} If it takes more than one value, or none that is an image.
 * @throws {RangeError} If the size of images is open, or other than the one that
 * is given.
 */
export function imageInput(
  graph: OnnxGraph,
  inputShape: InputSize | undefined,
): ImageInput {
  const { name, dims } = onlyInput(graph);
  if (dims.length === 3) {
    const [, height, width] = dims;
    const [h, w] = wholeSize(name, dims, [height, width, 1], inputShape);
    return { name, shape: [1, h, w], axes: [1, 2, -1] };
  }
  if (dims.length !== 4) {
    throw new TypeError(
      `Cannot explain the model as its input ${
        JSON.stringify(name)
      } must be images [N, C, H, W] or [N, H, W, C]: current shape is ${
        shapeText(dims)
      }`,
    );
  }
  const [, a, b, c] = dims;
  if (isChannelsLast(graph, name, dims, inputShape)) {
    const [h, w, channels] = wholeSize(name, dims, [a, b, c], inputShape);
    return { name, shape: [1, h, w, channels], axes: [1, 2, 3] };
  }
  const [h, w, channels] = wholeSize(name, dims, [b, c, a], inputShape);
  return { name, shape: [1, channels, h, w], axes: [2, 3, 1] };
}

type Dims = readonly (number | undefined)[];

function onlyInput(
  { input, initializer }: OnnxGraph,
): { readonly name: string; readonly dims: Dims } {
  const known = new Set(initializer.map(({ name }) => name));
  const [first, ...others] = input.filter(({ name }) => !known.has(name));
  if (first === undefined || others.length > 0) {
    throw new TypeError(
      `Cannot explain the model as it must have one input: current inputs are ${
        [first, ...others].filter((value) => value !== undefined)
          .map(({ name }) => JSON.stringify(name)).join(", ") || "none"
      }`,
    );
  }
  return { name: first.name ?? "", dims: dimsOf(first) };
}

function dimsOf({ type }: OnnxValue): Dims {
  return type?.tensorType?.shape?.dim.map(({ dimValue }) =>
    dimValue !== undefined && dimValue > 0 ? dimValue : undefined
  ) ?? [];
}

function isChannelsLast(
  { node }: OnnxGraph,
  name: string,
  [, first, , last]: Dims,
  inputShape: InputSize | undefined,
): boolean {
  const fits = (length: number | undefined) =>
    inputShape ? length === inputShape[2] : CHANNELS.includes(length);
  if (fits(first) !== fits(last)) return fits(last);
  // Both would do, or neither says it.
  const user = node.find(({ input }) => input.includes(name));
  const perm = user?.attribute.find(({ name }) => name === "perm")?.ints;
  return user?.opType === "Transpose" && perm?.join() === "0,3,1,2";
}

function wholeSize(
  name: string,
  dims: Dims,
  size: Dims,
  inputShape: InputSize | undefined,
): InputSize {
  if (inputShape !== undefined) {
    const fits = size.every((length, i) =>
      length === undefined || length === inputShape[i]
    );
    if (fits) return inputShape;
    throw new RangeError(
      `Cannot load the model for images of ${
        inputShape.join("×")
      } as inputShape must fit its input ${
        JSON.stringify(name)
      }: its shape is ${shapeText(dims)}`,
    );
  }
  const [height, width, channels] = size;
  if (height !== undefined && width !== undefined && channels !== undefined) {
    return [height, width, channels];
  }
  throw new RangeError(
    `Cannot load the model as its input ${
      JSON.stringify(name)
    } leaves the size of images open, ${
      shapeText(dims)
    }: pass { inputShape: [height, width, channels] }`,
  );
}

function shapeText(dims: Dims): string {
  return `[${dims.map((length) => length ?? "any").join(", ")}]`;
}
