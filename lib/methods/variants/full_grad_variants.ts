import type { AttributionMethod } from "../attribution_method.ts";
import {
  FULL_GRAD_MAGNITUDES,
  type FullGradMagnitude,
  fullGradVariant,
} from "./full_grad_variant.ts";

/**
 * The whole matrix of FullGrad's aggregations, 6 magnitudes × 2 orders × with or
 * without the input term × with or without the bias product, by name.
 *
 * A name is a magnitude (`absolute`, `positive`, `negative`, `square`, `signed`,
 * `signedByMax`) with what differs from FullGrad behind it, in this order:
 * `OfSum` for channels summed before the magnitude, `NoInput` for no input term,
 * `NoProduct` for gradients without their biases. `absolute` is FullGrad,
 * `absoluteNoProduct` Simple FullGrad, `positiveOfSumNoInput` one of the rest.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { FULL_GRAD_VARIANTS } from "fullgrad/methods";
 * import { assert, assertEquals } from "@std/assert";
 *
 * assertEquals(Object.keys(FULL_GRAD_VARIANTS).length, 48);
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await FULL_GRAD_VARIANTS.signedNoInput!(model, image);
 * assert(map.signed);
 * ```
 */
export const FULL_GRAD_VARIANTS: Readonly<Record<string, AttributionMethod>> =
  Object.fromEntries(
    (Object.keys(FULL_GRAD_MAGNITUDES) as FullGradMagnitude[])
      .flatMap((magnitude) =>
        (["after", "before"] as const).flatMap((channelSum) =>
          [true, false].flatMap((inputTerm) =>
            [true, false].map((biasProduct) => {
              const name = magnitude +
                (channelSum === "before" ? "OfSum" : "") +
                (inputTerm ? "" : "NoInput") +
                (biasProduct ? "" : "NoProduct");
              const method = fullGradVariant(
                { magnitude, channelSum, inputTerm, biasProduct },
              );
              return [name, method] as const;
            })
          )
        )
      ),
  );
