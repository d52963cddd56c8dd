import { Random } from "../../random/mod.ts";
import { paintScene } from "./paint_scene.ts";
import {
  checkRenderOptions,
  type RenderOptions,
  SHAPE_SIZE,
} from "./render_shapes.ts";
import { type Room, sampleScene, type Scene } from "./sample_scene.ts";
import { SHAPE_CLASSES } from "./shape_classes.ts";

/** Images of two objects each, of different classes, in opposite halves. */
export interface CompositeImages {
  /** Colors 0…255, `[count, 64, 64, 3]`. */
  readonly rgb: Uint8Array;
  /** Index of each object's class in `SHAPE_CLASSES`, `[count, 2]`. */
  readonly labels: Uint8Array;
  /** 1 where an object is seen, else 0, `[count, 2, 64, 64]`. */
  readonly masks: Uint8Array;
  /**
   * The half in which each object lies, `[count, 2]`: the first is left or at
   * the top, the second right or at the bottom.
   */
  readonly halves: readonly (readonly [Half, Half])[];
}

/**
 * Images of two objects of different classes among clutter, with both masks:
 * does an explanation of one class point to that class's object?
 *
 * Each object keeps to its own half. Their size is at the lower end of that in
 * `renderShapes`; all else is drawn as there. Image i depends on `seed` and i
 * only.
 *
 * @param options Which images.
 * @returns The images `start` … `start + count - 1` of the dataset.
 * @throws {TypeError} If an option does not exist, is missing or no number.
 * @throws {RangeError} If an option is not an integer in its range.
 *
 * @example
 * ```ts
 * import { renderComposites } from "fullgrad/data";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const { labels, masks, halves } = renderComposites({ seed: 1, count: 1 });
 * assert(labels[0] !== labels[1]);
 * assertEquals(masks.length, 2 * 64 * 64);
 * assert(["left", "top"].includes(halves[0]![0]));
 * ```
 */
export function renderComposites(options: RenderOptions): CompositeImages {
  checkRenderOptions(options);
  const { seed, count, start = 0 } = options;
  const pixels = SHAPE_SIZE * SHAPE_SIZE;
  const rgb = new Uint8Array(count * pixels * 3);
  const labels = new Uint8Array(count * 2);
  const masks = new Uint8Array(count * 2 * pixels);
  const halves: (readonly [Half, Half])[] = [];
  for (let i = 0; i < count; i++) {
    const { labels: pair, halves: where, scene } = compositeScene(
      seed,
      start + i,
    );
    const painting = paintScene(scene, SHAPE_SIZE);
    rgb.set(painting.rgb, i * pixels * 3);
    labels.set(pair, 2 * i);
    painting.masks.forEach((mask, k) => masks.set(mask, (2 * i + k) * pixels));
    halves.push(where);
  }
  return { rgb, labels, masks, halves };
}

/** A half of an image. */
export type Half = "left" | "right" | "top" | "bottom";

/** What an image of two objects shows. */
export interface CompositeScene {
  /** The classes of the two objects. */
  readonly labels: readonly [number, number];
  /** The halves in which they lie. */
  readonly halves: readonly [Half, Half];
  readonly scene: Scene;
}

/** Tells the random streams of this dataset from those of others. */
const STREAM = 2;

/** What image `index` of `renderComposites` shows. */
export function compositeScene(seed: number, index: number): CompositeScene {
  const random = new Random(seed, index, STREAM);
  const first = random.integer(SHAPE_CLASSES.length);
  const step = 1 + random.integer(SHAPE_CLASSES.length - 1);
  const labels = [first, (first + step) % SHAPE_CLASSES.length] as const;
  const sideBySide = random.chance(0.5);
  const rooms = [sampleRoom(random, 0), sampleRoom(random, SHAPE_SIZE / 2)];
  return {
    labels,
    halves: sideBySide ? ["left", "right"] : ["top", "bottom"],
    scene: sampleScene(
      random,
      SHAPE_SIZE,
      labels,
      sideBySide ? rooms : rooms.map(transpose),
    ),
  };
}

/** Room for an object in the half of the image that begins at column `left`. */
function sampleRoom(random: Random, left: number): Room {
  const scale = random.between(12, 13.8);
  const margin = 1.1 * scale;
  return {
    x: [left + margin, left + SHAPE_SIZE / 2 - margin],
    y: [margin, SHAPE_SIZE - margin],
    scale: [scale, scale],
  };
}

function transpose(room: Room): Room {
  return { x: room.y, y: room.x, scale: room.scale };
}
