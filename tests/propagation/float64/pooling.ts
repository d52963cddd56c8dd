import { outSize, type WindowShape } from "./windows.ts";

/** A pool, with all lengths written out. */
export interface PoolShape extends WindowShape {
  /** Images. */
  readonly images: number;
  readonly channels: number;
}

/**
 * The positions in every window that lie inside, row by row; windows come image
 * by image, row by row, a channel after the other.
 */
export function poolWindows(shape: PoolShape): number[][] {
  const { images, size, channels, filter, strides, dilations, pad } = shape;
  const [outHeight, outWidth] = outSize(shape);
  const all: number[][] = [];
  for (let n = 0; n < images; n++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        for (let c = 0; c < channels; c++) {
          const window: number[] = [];
          for (let r = 0; r < filter[0]; r++) {
            for (let s = 0; s < filter[1]; s++) {
              const row = i * strides[0] - pad[0] + r * dilations[0];
              const column = j * strides[1] - pad[2] + s * dilations[1];
              if (row < 0 || row >= size[0]) continue;
              if (column < 0 || column >= size[1]) continue;
              const pixel = (n * size[0] + row) * size[1] + column;
              window.push(pixel * channels + c);
            }
          }
          all.push(window);
        }
      }
    }
  }
  return all;
}
