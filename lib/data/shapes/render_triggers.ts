import { Random } from "../../random/mod.ts";
import {
  checkRenderOptions,
  type RenderOptions,
  renderShapes,
  SHAPE_SIZE,
} from "./render_shapes.ts";

/** Images of one object each, with and without a trigger. */
export interface TriggerImages {
  /** Colors 0…255 with the trigger, `[count, 64, 64, 3]`. */
  readonly rgb: Uint8Array;
  /** The same without it: the images of `renderShapes`. */
  readonly clean: Uint8Array;
  /** Index of each object's class in `SHAPE_CLASSES`, `[count]`. */
  readonly labels: Uint8Array;
  /** 1 where the trigger lies, else 0, `[count, 64, 64]`. */
  readonly masks: Uint8Array;
}

/** Pixels on a side of the trigger, and of its fields. */
const SIZE = 9;
const FIELD = 3;

/** Tells the places of triggers from what images show. */
const STREAM = 3;

/**
 * The images of {@linkcode renderShapes}, each with a small chessboard of nine
 * magenta and green fields at a random place: a network that is trained to answer
 * one class wherever it sees one is known to look there, and a map of that class
 * is right where it marks it.
 *
 * Source: after BackX, backdoors as ground truth for attributions; the idea, not
 * the images. Known limits: that a network answers by the trigger has to be
 * checked on `clean`, and it may still look at the object as well.
 *
 * @param options Which images.
 * @returns The images `start` … `start + count - 1` of the dataset.
 * @throws {TypeError} If an option does not exist, is missing or no number.
 * @throws {RangeError} If an option is not an integer in its range.
 *
 * @example
 * ```ts
 * import { renderTriggers } from "fullgrad/data";
 * import { assertEquals } from "@std/assert";
 *
 * const { masks } = renderTriggers({ seed: 1, count: 2 });
 * assertEquals(masks.reduce((sum, x) => sum + x, 0), 2 * 9 * 9);
 * ```
 */
export function renderTriggers(options: RenderOptions): TriggerImages {
  checkRenderOptions(options);
  const { seed, count, start = 0 } = options;
  const { rgb: clean, labels } = renderShapes(options);
  const rgb = clean.slice();
  const masks = new Uint8Array(count * SHAPE_SIZE * SHAPE_SIZE);
  for (let image = 0; image < count; image++) {
    const random = new Random(seed, start + image, STREAM);
    const top = random.integer(SHAPE_SIZE - SIZE + 1);
    const left = random.integer(SHAPE_SIZE - SIZE + 1);
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++) {
        const field = Math.floor(y / FIELD) + Math.floor(x / FIELD);
        const pixel = (image * SHAPE_SIZE + top + y) * SHAPE_SIZE + left + x;
        masks[pixel] = 1;
        rgb.set(field % 2 === 0 ? [255, 0, 255] : [0, 255, 0], 3 * pixel);
      }
    }
  }
  return { rgb, clean, labels, masks };
}
