import type { Shape } from "./graph/shape.ts";

/**
 * The size of the images that a network takes, from the shape of its input.
 *
 * @throws {TypeError} If these are no images.
 */
export function imageShape(
  shape: Shape,
): readonly [height: number | null, width: number | null, channels: number] {
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
