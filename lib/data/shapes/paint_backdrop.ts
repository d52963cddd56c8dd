import type { Canvas } from "./canvas.ts";
import type { Backdrop } from "./sample_backdrop.ts";

/** A new canvas, filled with the backdrop. */
export function paintBackdrop(backdrop: Backdrop, size: number): Canvas {
  const rgb = new Float64Array(3 * size * size);
  const { texture, from, to } = backdrop;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const share = texture(column + 0.5, row + 0.5);
      // Light falls from the upper left, so the lower right is a little dim.
      const light = 1.05 - 0.1 * (column + row) / (2 * size);
      const pixel = 3 * (row * size + column);
      for (let c = 0; c < 3; c++) {
        rgb[pixel + c] = light * (from[c]! + (to[c]! - from[c]!) * share);
      }
    }
  }
  return { size, rgb };
}
