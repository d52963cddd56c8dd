import type { Convolution, Pair } from "./graph_node.ts";

/** Sizes of the axes; null where one depends on the input. */
export type Shape = readonly (number | null)[];

/** What a node must have and has not. */
export class Unfit extends Error {}

type Size = number | null;
export type Four = readonly [number, number, number, number];

export function mapsOf(shape: Shape): readonly [Size, Size, Size, Size] {
  if (shape.length === 4) return shape as readonly [Size, Size, Size, Size];
  throw new Unfit(
    `feature maps [N, H, W, C] as its input: current shape is ${shown(shape)}`,
  );
}

export function requireSize(shape: Shape, axis: number, size: number): void {
  if (axis > 0 && axis < shape.length && agree(shape[axis]!, size)) return;
  throw channelsUnfit(size, shape);
}

export function channelsUnfit(channels: number, shape: Shape): Unfit {
  return new Unfit(
    `an input of ${channels} channels: current shape is ${shown(shape)}`,
  );
}

export function different(shapes: readonly Shape[]): Unfit {
  return new Unfit(
    `inputs that fit together: current shapes are ${
      shapes.map(shown).join(", ")
    }`,
  );
}

/** Maps over which a window slides, with their own channels. */
export function slid(
  shape: Shape,
  window: Pair,
  { strides, padding, dilations = [1, 1] }:
    & Omit<Convolution, "dilations">
    & { readonly dilations?: Pair },
): Shape {
  const maps = mapsOf(shape);
  const along = (axis: 0 | 1) => {
    const length = maps[axis + 1]!;
    if (length === null) return null;
    if (padding === "same") return Math.ceil(length / strides[axis]);
    const reach = (window[axis] - 1) * dilations[axis] + 1;
    const [before, after] = padding === "valid" ? [0, 0] : padding[axis];
    return Math.floor((length + before + after - reach) / strides[axis]) + 1;
  };
  return [maps[0], along(0), along(1), maps[3]];
}

export function transposedLength(
  length: Size,
  window: number,
  { strides, padding, dilations }: Convolution,
  axis: 0 | 1,
): Size {
  if (length === null) return null;
  const stride = strides[axis];
  const reach = (window - 1) * dilations[axis] + 1;
  if (padding === "same") return length * stride;
  if (padding === "valid") return length * stride + Math.max(reach - stride, 0);
  const [before, after] = padding[axis];
  return (length - 1) * stride + reach - before - after;
}

export function broadcast(
  { inputs }: { readonly inputs: readonly Shape[] },
): Shape {
  return inputs.reduce((a, b) => {
    const fits = a.length === b.length &&
      a.every((size, i) => size === 1 || b[i] === 1 || agree(size, b[i]!));
    if (!fits) throw different(inputs);
    return a.map((size, i) => {
      const other = b[i]!;
      return size === 1 || size === null && other !== 1 ? other : size;
    });
  });
}

export function withoutSpace(_: unknown, x: Shape): Shape {
  const [n, , , channels] = mapsOf(x);
  return [n, channels];
}

export function agree(a: Size, b: Size): boolean {
  return a === null || b === null || a === b;
}

export function sum(a: Size, b: Size): Size {
  return a === null || b === null ? null : a + b;
}

export function times(length: Size, factor: number): Size {
  return length === null ? null : length * factor;
}

export function shown(shape: Shape): string {
  return `[${shape.map((size) => size ?? "any").join(", ")}]`;
}
