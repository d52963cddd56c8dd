import { checkRange } from "./check_range.ts";
import { paintScene } from "./paint_scene.ts";
import { shapeScene } from "./shape_scene.ts";
import { SHAPE_SIZE } from "./shape_size.ts";

/** Which images to render. */
export interface RenderOptions {
  /** Chooses the dataset: an integer, 0…2³² − 1. */
  readonly seed: number;
  /** How many images, at least 1. */
  readonly count: number;
  /**
   * Index of the first one in the dataset, 0…2³² − 1.
   *
   * @default {0}
   */
  readonly start?: number;
}

/** Images of one object each. */
export interface ShapeImages {
  /** Colours 0…255, `[count, 64, 64, 3]`. */
  readonly rgb: Uint8Array;
  /** Index of each object's class in `SHAPE_CLASSES`, `[count]`. */
  readonly labels: Uint8Array;
  /** 1 where the object is seen, else 0, `[count, 64, 64]`. */
  readonly masks: Uint8Array;
}

/**
 * Labeled images of one object among clutter, with the object's mask.
 *
 * The object, one of {@linkcode SHAPE_CLASSES} with equal probability, has a
 * random size, place, tilt, colour and pattern; it lies on a textured ground,
 * on top of three to eight geometric figures and scraps of other objects.
 * Colours and patterns are drawn alike for every class and for the clutter.
 *
 * Image i depends on `seed` and i only, on every machine: a dataset can be
 * rendered in parts, and parts of different seeds share nothing.
 *
 * @param options Which images.
 * @returns The images `start` … `start + count - 1` of the dataset.
 * @throws {RangeError} If an option is not an integer in its range.
 *
 * @example
 * ```ts
 * import { renderShapes, SHAPE_CLASSES } from "fullgrad";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const { rgb, labels, masks } = renderShapes({ seed: 1, count: 2 });
 * assertEquals(rgb.length, 2 * 64 * 64 * 3);
 * assertEquals(masks.length, 2 * 64 * 64);
 * assert(labels[1]! < SHAPE_CLASSES.length);
 * ```
 */
export function renderShapes(options: RenderOptions): ShapeImages {
  checkRange(options);
  const { seed, count, start = 0 } = options;
  const pixels = SHAPE_SIZE * SHAPE_SIZE;
  const rgb = new Uint8Array(count * pixels * 3);
  const labels = new Uint8Array(count);
  const masks = new Uint8Array(count * pixels);
  for (let i = 0; i < count; i++) {
    const { label, scene } = shapeScene(seed, start + i);
    const painting = paintScene(scene, SHAPE_SIZE);
    rgb.set(painting.rgb, i * pixels * 3);
    labels[i] = label;
    masks.set(painting.masks[0] as Uint8Array, i * pixels);
  }
  return { rgb, labels, masks };
}
