import { Random } from "../../../lib/random/mod.ts";

/** Height, width and channels of an image. */
export const SHAPE = [224, 224, 3] as const;

/** An image of noise between −1 and 1. */
export function noise(): Float32Array {
  const random = new Random(1, 0, 0);
  return Float32Array.from(
    { length: SHAPE[0] * SHAPE[1] * SHAPE[2] },
    () => random.between(-1, 1),
  );
}
