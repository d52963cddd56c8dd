import { absolute } from "../../aggregation/mod.ts";
import type { ExplainOptions } from "../../propagation/mod.ts";
import type { AttributionMethod } from "../attribution_method.ts";
import { sayMadeOf } from "../made_of.ts";
import type { NoiseOptions } from "../noise.ts";
import { averageOverNoise, smoothing } from "./average_over_noise.ts";

/**
 * The method that averages another over noisy copies of the image: of
 * `inputGradient` it is SmoothGrad, `Σ_channels |mean ∇f(x + noise)|`.
 *
 * Where the method attributes to every input value, these are averaged with
 * their signs before the magnitude is taken and channels are summed; of others,
 * such as class activation maps, the maps are averaged. The class is that of the
 * clean image for every copy, and so are the values of the result's `target`.
 * With no noise it is the method itself.
 *
 * Source: Smilkov et al., "SmoothGrad: removing noise by adding noise", 2017.
 * Known refutation: removing what it ranks first harms retrained networks no
 * more than removing at random (Hooker et al. 2019), unlike
 * {@linkcode smoothGradSquared}.
 *
 * @param method What is averaged.
 * @param noise How many copies, and how noisy.
 * @returns A method with the same options.
 * @throws {TypeError} If the method is no function, or an option of the noise does
 * not exist, has another type, or has no use beside another one.
 * @throws {RangeError} If the number of samples or the noise are not valid.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel, smoothGrad } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const smooth = smoothGrad(inputGradient, { samples: 2, deviation: 0.1, seed: 1 });
 * const map = await smooth(model, new Float32Array(64 * 64 * 3), { target: 3 });
 * assertEquals(map.method, "SmoothGrad of Input gradient");
 * ```
 */
export function smoothGrad<O extends ExplainOptions>(
  method: AttributionMethod<O>,
  noise: NoiseOptions = {},
): AttributionMethod<O> {
  const settings = smoothing(method, noise);
  const averaged: AttributionMethod<O> = (model, images, options = {} as O) =>
    averageOverNoise(
      method,
      settings,
      {
        name: "SmoothGrad",
        of: (attribution) => attribution,
        keepsSign: true,
        magnitude: (own) => own.magnitude,
      },
      model,
      images,
      options,
    );
  return sayMadeOf(averaged, { by: "smoothGrad", of: [method, settings] });
}

/**
 * The method that averages the squares of another's attributions over noisy
 * copies of the image: of `inputGradient` it is SmoothGrad²,
 * `Σ_channels mean (∇f(x + noise))²`.
 *
 * Of a method that has no attributions, the squares of its maps are averaged.
 * Otherwise as {@linkcode smoothGrad}.
 *
 * Source: Hooker et al., "A Benchmark for Interpretability Methods in Deep
 * Neural Networks", 2019, section 4.2, where it ranks far above SmoothGrad. A
 * part of that is its blur alone (Brocki & Chung 2023, arXiv 2304.13836).
 *
 * @param method What is squared and averaged.
 * @param noise How many copies, and how noisy.
 * @returns A method with the same options; its maps are never negative.
 * @throws {TypeError} If the method is no function, or an option of the noise does
 * not exist, has another type, or has no use beside another one.
 * @throws {RangeError} If the number of samples or the noise are not valid.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel, smoothGradSquared } from "fullgrad";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const squared = smoothGradSquared(inputGradient, { samples: 2, deviation: 0.1 });
 * const map = await squared(model, new Float32Array(64 * 64 * 3));
 * assert(map.values.every((value) => value >= 0));
 * ```
 */
export function smoothGradSquared<O extends ExplainOptions>(
  method: AttributionMethod<O>,
  noise: NoiseOptions = {},
): AttributionMethod<O> {
  const settings = smoothing(method, noise);
  const averaged: AttributionMethod<O> = (model, images, options = {} as O) =>
    averageOverNoise(
      method,
      settings,
      {
        name: "SmoothGrad²",
        of: (attribution) => attribution ** 2,
        keepsSign: false,
        magnitude: () => absolute,
      },
      model,
      images,
      options,
    );
  return sayMadeOf(averaged, {
    by: "smoothGradSquared",
    of: [method, settings],
  });
}
