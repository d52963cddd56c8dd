import { normals } from "../../propagation/cases/mod.ts";

/** A batch of random network input. */
export interface Batch {
  readonly data: Float32Array;
  readonly shape: readonly [number, number, number, number];
}

/** `count` images of normal noise, `[count, height, width, 3]`. */
export function noiseBatch(
  count: number,
  { height = 12, width = 9, seed = 5 } = {},
): Batch {
  return {
    data: normals(count * height * width * 3, seed),
    shape: [count, height, width, 3],
  };
}

/** The images of a batch at these positions, in this order. */
export function pick(batch: Batch, positions: readonly number[]): Batch {
  const [, height, width, channels] = batch.shape;
  const size = height * width * channels;
  const data = new Float32Array(size * positions.length);
  positions.forEach((position, i) =>
    data.set(
      batch.data.subarray(position * size, (position + 1) * size),
      i * size,
    )
  );
  return { data, shape: [positions.length, height, width, channels] };
}
