import { describeValue } from "../options/mod.ts";
import type { Shape } from "./graph/shape.ts";

/** `[height, width, channels]` of a network's input; a null side may have any length. */
export type InputShape = readonly [
  height: number | null,
  width: number | null,
  channels: number,
];

/**
 * The size of the images that a network takes, from the shape of its input.
 *
 * @throws {TypeError} If these are no images.
 */
export function imageShape(
  shape: Shape,
): InputShape {
  const [, height, width, channels = 1] = shape;
  if ((shape.length === 3 || shape.length === 4) && channels !== null) {
    return [height ?? null, width ?? null, channels];
  }
  throw new TypeError(
    `Cannot explain the model as its input must be images [N, H, W, C], [N, C, H, W] or, of one channel, [N, H, W]: current shape is [${
      shape.map((size) => size ?? "any").join(", ")
    }]`,
  );
}

/** @throws {TypeError} If it is no `[height, width, channels]`. */
export function checkInputShape(shape: InputShape): void {
  const isSide = (side: unknown) =>
    Number.isSafeInteger(side) && (side as number) >= 1;
  const isShape = Array.isArray(shape) && shape.length === 3 &&
    shape.every((side, axis) => isSide(side) || (side === null && axis < 2));
  if (isShape) return;
  throw new TypeError(
    `Cannot make input for a network as its inputShape must be [height, width, channels], a side null if it may have any length: current value is ${
      describeValue(shape)
    }`,
  );
}
