import { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import {
  checkOptions,
  finite,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import { EXPLAIN_OPTIONS, type ExplainOptions } from "../../propagation/mod.ts";
import { Copies } from "./copies.ts";

/** The options of {@linkcode occlusion}. */
export interface OcclusionOptions extends ExplainOptions {
  /**
   * Side of the square that is covered, in pixels of the network's input.
   *
   * @default an eighth of the image's shorter side
   */
  readonly window?: number;
  /**
   * Pixels from one square to the next, the window at most.
   *
   * @default half the window
   */
  readonly stride?: number;
  /**
   * What covers it, in the units of the network's input.
   *
   * @default {0}, which is the mean color after most normalizations
   */
  readonly fill?: number;
}

/** What {@linkcode OcclusionOptions} must be. */
export const OCCLUSION_OPTIONS: OptionRequirements<OcclusionOptions> = {
  ...EXPLAIN_OPTIONS,
  window: positiveInteger,
  stride: positiveInteger,
  fill: finite,
};

/**
 * The occlusion map: how much the output falls when a square over a pixel is
 * covered, `f(x) − f(x without the square)`, the mean over the squares that hold
 * the pixel. It is signed, and takes no gradient.
 *
 * A square at the right or lower border that does not fit is cut off there, as in
 * captum.
 *
 * Source: Zeiler & Fergus, "Visualizing and Understanding Convolutional Networks",
 * 2014, section 4.2. Known limits: what is found depends on the size of the square
 * and on what covers it, and a picture with a square is none that the network was
 * trained on.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, the squares, and what covers them.
 * @returns A map `[N, H, W]` in units of the output.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target does not exist, a square is larger than the
 * image, or the stride larger than the square.
 *
 * @example
 * ```ts
 * import { loadModel, occlusion } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await occlusion(model, image, { window: 16, stride: 16 });
 * assertEquals(map.at(0)[0], map.at(0)[15]);
 * ```
 */
export async function occlusion(
  model: ModelInput,
  images: ImageInput,
  options: OcclusionOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run occlusion", options, OCCLUSION_OPTIONS);
  const copies = await Copies.of(model, images, options);
  const { explained } = copies;
  const [count, height, width, channels] = explained.images.shape;
  const least = Math.min(height, width);
  const { fill = 0, window = Math.max(1, Math.round(least / 8)) } = options;
  const { stride = Math.max(1, Math.ceil(window / 2)) } = options;
  if (window > least) {
    throw new RangeError(
      `Cannot cover squares as window must be ${least} pixels at most, the image's shorter side: current value is ${window}`,
    );
  }
  if (stride > window) {
    throw new RangeError(
      `Cannot cover squares as stride must be ${window} pixels at most, the window, so that every pixel is covered: current value is ${stride}`,
    );
  }
  const rows = starts(height, window, stride);
  const columns = starts(width, window, stride);
  const squareOf = (k: number) => ({
    top: rows[Math.floor(k / columns.length)]!,
    left: columns[k % columns.length]!,
  });
  const size = height * width;
  const values = new Float32Array(count * size);
  for (let image = 0; image < count; image++) {
    const sums = new Float64Array(size);
    const covers = new Float64Array(size);
    const whole = explained.target.values[image]!;
    const pixels = (k: number, visit: (pixel: number) => void) => {
      const { top, left } = squareOf(k);
      for (let y = top; y < Math.min(top + window, height); y++) {
        for (let x = left; x < Math.min(left + window, width); x++) {
          visit(y * width + x);
        }
      }
    };
    await copies.evaluate(
      image,
      rows.length * columns.length,
      (k, copy) =>
        pixels(
          k,
          (pixel) => copy.fill(fill, pixel * channels, (pixel + 1) * channels),
        ),
      (k, value) =>
        pixels(k, (pixel) => {
          sums[pixel]! += whole - value;
          covers[pixel]!++;
        }),
    );
    sums.forEach((sum, pixel) =>
      values[image * size + pixel] = sum / covers[pixel]!
    );
  }
  return new SaliencyMap({
    ...explained,
    method: "Occlusion",
    values,
    signed: true,
    settings: { window, stride, fill },
    whyEmpty: "the output does not change, whichever square is covered",
  });
}

/** Where squares begin along one side, until one reaches its end. */
function starts(
  side: number,
  window: number,
  stride: number,
): readonly number[] {
  const count = Math.ceil((side - window) / stride) + 1;
  return Array.from({ length: count }, (_, i) => i * stride);
}
