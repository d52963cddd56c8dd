import { paintBackdrop } from "./paint_backdrop.ts";
import { paintFigure } from "./paint_figure.ts";
import type { Scene } from "./sample_scene.ts";
import { latticeValue } from "./texture/mod.ts";

/** Half the range, in steps of 255, of the fine noise over the image. */
const NOISE = 3;

/** A painted scene. */
export interface Painting {
  /** The image, `[size, size, 3]`. */
  readonly rgb: Uint8ClampedArray;
  /** 1 where an object is seen, else 0: one `[size, size]` for each object. */
  readonly masks: readonly Uint8Array[];
}

/** The image of a scene, and where each of its objects is seen in it. */
export function paintScene(scene: Scene, size: number): Painting {
  const canvas = paintBackdrop(scene.backdrop, size);
  for (const figure of scene.clutter) paintFigure(canvas, figure);
  const masks: Uint8Array[] = [];
  for (const figure of scene.objects) {
    const covered = paintFigure(canvas, figure);
    masks.push(Uint8Array.from(covered, (share) => share >= 0.5 ? 1 : 0));
    for (const below of masks.slice(0, -1)) {
      covered.forEach((share, pixel) => {
        if (share >= 0.5) below[pixel] = 0;
      });
    }
  }
  const rgb = new Uint8ClampedArray(canvas.rgb.length);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const noise = NOISE * (2 * latticeValue(pixel, 0, scene.backdrop.salt) - 1);
    for (let c = 3 * pixel; c < 3 * pixel + 3; c++) {
      rgb[c] = canvas.rgb[c]! + noise;
    }
  }
  return { rgb, masks };
}
