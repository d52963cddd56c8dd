import { paintScene } from "./paint_scene.ts";
import { partNames, withoutPart } from "./drawing.ts";
import {
  checkRenderOptions,
  type RenderOptions,
  SHAPE_SIZE,
  shapeScene,
} from "./render_shapes.ts";

/** A part of an object in an image. */
export interface ObjectPart {
  /** Position of the image that it is seen in, from 0. */
  readonly image: number;
  /** What it is: `mainsail`, `back fin`, `handle`. */
  readonly name: string;
}

/** Images of one object each, and the same without each of its parts. */
export interface PartImages {
  /** Colors 0…255, `[count, 64, 64, 3]`: the images of `renderShapes`. */
  readonly rgb: Uint8Array;
  /** Index of each object's class in `SHAPE_CLASSES`, `[count]`. */
  readonly labels: Uint8Array;
  /** The parts that are seen, image by image. */
  readonly parts: readonly ObjectPart[];
  /** The image of every part without it, `[parts, 64, 64, 3]`. */
  readonly removed: Uint8Array;
  /**
   * 1 where the image of a part and the one without it differ, else 0,
   * `[parts, 64, 64]`: the part, its edge and its shadow.
   */
  readonly regions: Uint8Array;
}

/**
 * The images of {@linkcode renderShapes}, and of every part of each object the
 * same image without it: what was behind the part is seen, all else is the same
 * pixel by pixel. What a network's output loses is the importance of the part.
 *
 * A part whose removal changes no pixel, being hidden, is not there.
 *
 * Source: after Hesse, Schaub-Meyer & Roth, "FunnyBirds: A Synthetic Vision
 * Dataset for a Part-Based Analysis of Explainable AI Methods", ICCV 2023. Known
 * limits: an object without a part is none that the network was trained on.
 *
 * @param options Which images.
 * @returns The images `start` … `start + count - 1` of the dataset, and those
 * without a part.
 * @throws {TypeError} If an option does not exist, is missing or no number.
 * @throws {RangeError} If an option is not an integer in its range.
 *
 * @example
 * ```ts
 * import { renderParts } from "fullgrad/data";
 * import { assertEquals } from "@std/assert";
 *
 * const { parts, removed } = renderParts({ seed: 1, count: 2 });
 * assertEquals(removed.length, parts.length * 64 * 64 * 3);
 * ```
 */
export function renderParts(options: RenderOptions): PartImages {
  checkRenderOptions(options);
  const { seed, count, start = 0 } = options;
  const pixels = SHAPE_SIZE * SHAPE_SIZE;
  const rgb = new Uint8Array(count * pixels * 3);
  const labels = new Uint8Array(count);
  const found: (ObjectPart & {
    readonly removed: Uint8ClampedArray;
    readonly region: Uint8Array;
  })[] = [];
  for (let image = 0; image < count; image++) {
    const { label, scene } = shapeScene(seed, start + image);
    const whole = paintScene(scene, SHAPE_SIZE).rgb;
    rgb.set(whole, image * pixels * 3);
    labels[image] = label;
    const [object] = scene.objects;
    for (const name of partNames(object!.drawing)) {
      const drawing = withoutPart(object!.drawing, name);
      const removed = paintScene(
        { ...scene, objects: [{ ...object!, drawing }] },
        SHAPE_SIZE,
      ).rgb;
      const region = differing(whole, removed);
      if (region.includes(1)) found.push({ image, name, removed, region });
    }
  }
  const removed = new Uint8Array(found.length * pixels * 3);
  const regions = new Uint8Array(found.length * pixels);
  found.forEach((part, i) => {
    removed.set(part.removed, i * pixels * 3);
    regions.set(part.region, i * pixels);
  });
  return {
    rgb,
    labels,
    parts: found.map(({ image, name }) => ({ image, name })),
    removed,
    regions,
  };
}

/** 1 for every pixel in which two images differ. */
function differing(a: ArrayLike<number>, b: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(
    { length: a.length / 3 },
    (_, i) =>
      Number([3 * i, 3 * i + 1, 3 * i + 2].some((at) => a[at] !== b[at])),
  );
}
