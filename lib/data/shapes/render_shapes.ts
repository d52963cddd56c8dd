import {
  checkOptions,
  checkValue,
  number,
  type OptionRequirements,
  type Requirement,
} from "../../options/mod.ts";
import { Random } from "../../random/mod.ts";
import { paintScene } from "./paint_scene.ts";
import { sampleScene, type Scene } from "./sample_scene.ts";
import { SHAPE_CLASSES } from "./shape_classes.ts";

/**
 * Width and height in pixels of the images of the shapes dataset.
 *
 * @example
 * ```ts
 * import { renderShapes } from "fullgrad";
 * import { SHAPE_SIZE } from "fullgrad/data";
 * import { assertEquals } from "@std/assert";
 *
 * const { masks } = renderShapes({ seed: 1, count: 2 });
 * assertEquals(masks.length, 2 * SHAPE_SIZE * SHAPE_SIZE);
 * ```
 */
export const SHAPE_SIZE = 64;

/** Which images to render. */
export interface RenderOptions {
  /** Chooses the dataset: an integer, 0…2³² − 1. */
  readonly seed: number;
  /** How many images, 1…174762. */
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
  /** Colors 0…255, `[count, 64, 64, 3]`. */
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
 * random size, place, tilt, color and pattern; it lies on a textured ground,
 * on top of three to eight geometric figures and scraps of other objects.
 * Colors and patterns are drawn alike for every class and for the clutter.
 *
 * Image i depends on `seed` and i only, on every machine: a dataset can be
 * rendered in parts, and parts of different seeds share nothing.
 *
 * @param options Which images.
 * @returns The images `start` … `start + count - 1` of the dataset.
 * @throws {TypeError} If an option does not exist, is missing or no number.
 * @throws {RangeError} If an option is not an integer in its range.
 *
 * @example
 * ```ts
 * import { renderShapes } from "fullgrad";
 * import { SHAPE_CLASSES } from "fullgrad/data";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const { rgb, labels, masks } = renderShapes({ seed: 1, count: 2 });
 * assertEquals(rgb.length, 2 * 64 * 64 * 3);
 * assertEquals(masks.length, 2 * 64 * 64);
 * assert(labels[1]! < SHAPE_CLASSES.length);
 * ```
 */
export function renderShapes(options: RenderOptions): ShapeImages {
  checkRenderOptions(options);
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

const INDEX: Requirement = number(
  `an integer in 0…${2 ** 32 - 1}`,
  (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32,
);

/** What chooses images of a dataset: its seed and the first index. */
export const SHAPE_CHOICE = { seed: INDEX, start: INDEX };

/** Images at most in one call: their colors take 2 GiB. */
const MOST = Math.floor(2 ** 31 / (3 * SHAPE_SIZE ** 2));

const RENDER_OPTIONS: OptionRequirements<RenderOptions> = {
  ...SHAPE_CHOICE,
  count: number(
    `an integer in 1…${MOST}`,
    (value) => Number.isInteger(value) && value >= 1 && value <= MOST,
  ),
};

/**
 * Checks which images are to be rendered.
 *
 * @throws {TypeError} If an option does not exist, is missing or no number.
 * @throws {RangeError} If they are not among the 2³² of a dataset.
 */
export function checkRenderOptions(options: RenderOptions): void {
  const action = "render shapes";
  checkOptions(action, options, RENDER_OPTIONS);
  const { seed, count, start = 0 } = options;
  checkValue(action, "seed", seed, INDEX);
  checkValue(action, "count", count, RENDER_OPTIONS.count);
  checkEnd(action, start, count);
}

/** @throws {RangeError} If images go on beyond the last of a dataset. */
export function checkEnd(action: string, start: number, count: number): void {
  if (start + count <= 2 ** 32) return;
  throw new RangeError(
    `Cannot ${action} as start and their number must add up to at most ${
      2 ** 32
    }: current values are ${start} and ${count}`,
  );
}

/** Tells the random streams of this dataset from those of others. */
const STREAM = 1;

/** What image `index` of `renderShapes` shows, and its object's class. */
export function shapeScene(
  seed: number,
  index: number,
): { readonly label: number; readonly scene: Scene } {
  const random = new Random(seed, index, STREAM);
  const label = random.integer(SHAPE_CLASSES.length);
  const scale = random.between(12, 27);
  const margin = 1.1 * scale;
  const span = [margin, SHAPE_SIZE - margin] as const;
  const room = { x: span, y: span, scale: [scale, scale] as const };
  return { label, scene: sampleScene(random, SHAPE_SIZE, [label], [room]) };
}
