import {
  absolute,
  chain,
  type Magnitude,
  negative,
  noRescale,
  ofChannelSum,
  positive,
  type Psi,
  type Rescale,
  rescale,
  scaleByMax,
  signed,
  square,
} from "../../aggregation/mod.ts";
import type { TermSite } from "../../decomposition/mod.ts";
import {
  checkOptions,
  checkValue,
  flag,
  oneOf,
  type OptionRequirements,
} from "../../options/mod.ts";
import { EXPLAIN_OPTIONS } from "../../propagation/mod.ts";
import type { AttributionMethod } from "../attribution_method.ts";
import { fullGrad } from "../full_grad.ts";
import { sayMadeOf } from "../made_of.ts";
import { simpleFullGrad } from "../simple_full_grad.ts";
import { variantOf } from "./variant_of.ts";

/** What is taken of the terms, with the rescaling that goes with it. */
export type FullGradMagnitude =
  | "absolute"
  | "positive"
  | "negative"
  | "square"
  | "signed"
  | "signedByMax";

/** A place in the matrix of FullGrad's aggregations. */
export interface FullGradVariant {
  /** What is taken of the terms. */
  readonly magnitude: FullGradMagnitude;
  /**
   * Whether channels are summed before the magnitude is taken, or after.
   *
   * @default {"after"}
   */
  readonly channelSum?: "before" | "after";
  /**
   * Whether the input term enters.
   *
   * @default {true}
   */
  readonly inputTerm?: boolean;
  /**
   * Whether gradients are multiplied by their biases, as in FullGrad, or not, as
   * in Simple FullGrad.
   *
   * @default {true}
   */
  readonly biasProduct?: boolean;
  /**
   * Whether implicit terms enter, as the option of {@linkcode fullGrad} says;
   * without the product with the bias there are none.
   *
   * @default {true}
   */
  readonly implicit?: boolean;
}

/** What is taken of the terms, by name; unsigned ones are rescaled as `idiap` does. */
export const FULL_GRAD_MAGNITUDES: {
  readonly [M in FullGradMagnitude]: readonly [Magnitude, Rescale];
} = {
  absolute: [absolute, rescale("layer")],
  positive: [positive, rescale("layer")],
  negative: [negative, rescale("layer")],
  square: [square, rescale("layer")],
  signed: [signed, noRescale],
  signedByMax: [signed, scaleByMax()],
};

const FULL_GRAD_VARIANT: OptionRequirements<FullGradVariant> = {
  magnitude: oneOf(Object.keys(FULL_GRAD_MAGNITUDES)),
  channelSum: oneOf(["before", "after"]),
  inputTerm: flag,
  biasProduct: flag,
  implicit: flag,
};

/**
 * The FullGrad whose terms are aggregated in another way: by the sign that is
 * kept, the order of magnitude and channel sum, with or without the input term
 * and the product with the bias.
 *
 * `{ magnitude: "absolute" }` is {@linkcode fullGrad} itself, and with
 * `biasProduct: false` it is {@linkcode simpleFullGrad}. Signed terms are not
 * rescaled (`signed`), or divided by each layer's greatest one (`signedByMax`).
 *
 * @param variant The place in the matrix.
 * @returns A method that takes the options that every method takes.
 * @throws {TypeError} If a field does not exist or has another type.
 * @throws {RangeError} If there is no such magnitude or order.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { fullGradVariant } from "fullgrad/methods";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const biasesOnly = fullGradVariant({ magnitude: "positive", inputTerm: false });
 * const map = await biasesOnly(model, new Float32Array(64 * 64 * 3));
 * assertEquals(map.settings.psi, "positive, rescale(layer), alignCorners");
 * ```
 */
export function fullGradVariant(variant: FullGradVariant): AttributionMethod {
  const action = "make a variant of FullGrad";
  checkOptions(action, variant, FULL_GRAD_VARIANT);
  checkValue(
    action,
    "magnitude",
    variant.magnitude,
    FULL_GRAD_VARIANT.magnitude,
  );
  const { inputTerm = true, biasProduct = true, implicit = true } = variant;
  const chosen = {
    psi: psiOf(variant),
    terms: ({ kind }: TermSite) => inputTerm || kind !== "input",
  };
  const method = biasProduct
    ? variantOf(fullGrad, { ...chosen, implicit }, EXPLAIN_OPTIONS)
    : variantOf(simpleFullGrad, chosen, EXPLAIN_OPTIONS);
  return sayMadeOf(method, { by: "fullGradVariant", of: [variant] });
}

function psiOf({ magnitude, channelSum = "after" }: FullGradVariant): Psi {
  const [part, rescaling] = FULL_GRAD_MAGNITUDES[magnitude];
  return chain(channelSum === "before" ? ofChannelSum(part) : part, rescaling);
}

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
