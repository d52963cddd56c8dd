import type { AttributionMethod } from "../../methods/mod.ts";
import { callback, checkValue, number } from "../../options/mod.ts";
import { gaussianWeights, separableFilter } from "../similarity/mod.ts";
import { withChangedMaps } from "./changed_maps.ts";

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
  return withChangedMaps(method, {
    by: "blurred",
    words: "blurred",
    settings: { sigma },
    of: (map, shape) => {
      const pixels = sigma * Math.min(...shape);
      const weights = gaussianWeights(pixels, Math.ceil(RADIUS * pixels));
      return separableFilter(Float64Array.from(map), shape, weights);
    },
  });
}
