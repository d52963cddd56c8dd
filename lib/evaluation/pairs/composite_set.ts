import {
  renderComposites,
  type RenderOptions,
  SHAPE_SIZE,
} from "../../data/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import { checkedLater, checkOptions, oneOf } from "../../options/mod.ts";

/** Images that hold one object of one class and one of another. */
export interface CompositeSet {
  /** The images. */
  readonly images: ImageInput;
  /** For every image the classes of its two objects, as the network counts. */
  readonly labels: readonly (readonly [first: number, second: number])[];
  /** 1 where the first or the second object counts, else 0, `[N, 2, H, W]`. */
  readonly regions: Uint8Array;
}

/** The options of {@linkcode compositeSet}. */
export interface CompositeOptions extends RenderOptions {
  /**
   * What belongs to an object: the half of the image that it lies in, with all
   * its clutter, or the pixels where the object itself is seen.
   *
   * @default {"half"}
   */
  readonly region?: "half" | "object";
}

/**
 * The drawn images of two objects each, with what belongs to which, for
 * `shapes_vgg9` and other networks that know these classes.
 *
 * @param options Which images.
 * @returns Images, classes and regions.
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If an option is not valid.
 *
 * @example
 * ```ts
 * import { compositeSet } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const { labels, regions } = compositeSet({ seed: 1, count: 3 });
 * assertEquals(labels.length, 3);
 * // The two halves of an image.
 * assertEquals(regions.reduce((sum, x) => sum + x, 0), 3 * 64 * 64);
 * ```
 */
export function compositeSet(options: CompositeOptions): CompositeSet {
  checkOptions<CompositeOptions>("draw composites", options, {
    region: oneOf(["half", "object"]),
    seed: checkedLater,
    count: checkedLater,
    start: checkedLater,
  });
  const { region = "half", ...which } = options;
  const { rgb, labels, masks, halves } = renderComposites(which);
  return {
    images: {
      data: rgb,
      shape: [halves.length, SHAPE_SIZE, SHAPE_SIZE, 3],
    },
    labels: halves.map((_, i) => [labels[2 * i]!, labels[2 * i + 1]!]),
    regions: region === "object" ? masks : Uint8Array.from(masks, (_, at) => {
      const x = at % SHAPE_SIZE;
      const y = Math.floor(at / SHAPE_SIZE) % SHAPE_SIZE;
      const object = Math.floor(at / SHAPE_SIZE ** 2);
      const half = halves[object >> 1]![object % 2]!;
      return isIn(half, x, y) ? 1 : 0;
    }),
  };
}

function isIn(half: string, x: number, y: number): boolean {
  const middle = SHAPE_SIZE / 2;
  if (half === "left") return x < middle;
  if (half === "right") return x >= middle;
  return half === "top" ? y < middle : y >= middle;
}
