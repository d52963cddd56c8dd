import { SaliencyMap } from "../../aggregation/mod.ts";
import {
  type AttributionMethod,
  randomMap,
  sayMadeOf,
  sobelEdges,
} from "../../methods/mod.ts";
import { callback, checkValue, number } from "../../options/mod.ts";
import {
  gaussianWeights,
  separableFilter,
} from "../similarity/gaussian_filter.ts";

const share = number("in (0, 1]", (value) => value > 0 && value <= 1);

/** Where the Gaussian ends, in σ. */
const RADIUS = 3;

/**
 * A method whose maps are those of another one, blurred: what blurring alone
 * does to an evaluation.
 *
 * Smooth maps remove whole regions, which hurts a network more than removing as
 * many scattered pixels: a blurred *random* map beats many methods in remove and
 * retrain (arXiv 2304.13836).
 *
 * @param method Whose maps are blurred.
 * @param sigma Standard deviation of the Gaussian as a share of the image's
 * shorter side, in (0, 1].
 * @returns A method with the same options.
 * @throws {TypeError} If the method is no function, or sigma no number.
 * @throws {RangeError} If sigma is not in (0, 1].
 *
 * @example
 * ```ts
 * import { loadModel, randomMap } from "fullgrad";
 * import { blurred } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3);
 * const map = await blurred(randomMap)(model, image);
 * assertEquals(map.method, "Random map, blurred");
 * ```
 */
export function blurred(
  method: AttributionMethod,
  sigma: number = 1 / 16,
): AttributionMethod {
  checkValue("blur maps", "the method", method, callback);
  checkValue("blur maps", "sigma", sigma, share);
  const blurredMethod: AttributionMethod = async (model, images, options) => {
    const map = await method(model, images, options);
    const { shape: [count, height, width], values } = map;
    const pixels = sigma * Math.min(height, width);
    const weights = gaussianWeights(pixels, Math.ceil(RADIUS * pixels));
    const result = new Float32Array(values.length);
    for (let i = 0; i < count; i++) {
      const plane = Float64Array.from(map.at(i));
      result.set(
        separableFilter(plane, [height, width], weights),
        i * height * width,
      );
    }
    const { images: batch, target, logits, backend, notes, signed } = map;
    return new SaliencyMap({
      model: map.model,
      images: batch,
      target,
      logits,
      backend,
      notes,
      method: `${map.method}, blurred`,
      values: result,
      signed,
      settings: { of: map.settings, sigma },
    });
  };
  return sayMadeOf(blurredMethod, { by: "blurred", of: [method, sigma] });
}

/**
 * The controls of remove and retrain: random pixels, random regions and the
 * picture's edges. A method that is no better explains no more than they do.
 */
export const RETRAINING_CONTROLS: Readonly<Record<string, AttributionMethod>> =
  {
    "Random": randomMap,
    "Blurred random": blurred(randomMap),
    "Sobel edges": sobelEdges,
  };
