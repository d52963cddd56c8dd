import { alphaBeta, zPlus } from "./alpha_beta.ts";
import { composite, type LrpComposite } from "./composite.ts";
import { epsilon, zero } from "./epsilon.ts";
import { flat } from "./flat.ts";
import { gamma } from "./gamma.ts";
import { zBox } from "./z_box.ts";

/** The names of {@linkcode LRP_COMPOSITES}. */
export type LrpCompositeName =
  | "zero"
  | "epsilon"
  | "gamma"
  | "zPlus"
  | "alpha2Beta1"
  | "epsilonPlus"
  | "epsilonPlusFlat"
  | "epsilonPlusBox"
  | "epsilonGammaBox"
  | "epsilonAlpha2Beta1";

/**
 * One rule for all layers, or the mixes that are in use: LRP-ε for dense layers
 * with another rule for convolutions, and a third for the first layer.
 */
export const LRP_COMPOSITES: {
  readonly [N in LrpCompositeName]: LrpComposite;
} = {
  zero: composite([["any", zero()]]),
  epsilon: composite([["any", epsilon()]]),
  gamma: composite([["any", gamma()]]),
  zPlus: composite([["any", zPlus()]]),
  alpha2Beta1: composite([["any", alphaBeta(2, 1)]]),
  epsilonPlus: composite([["dense", epsilon()], ["any", zPlus()]]),
  epsilonPlusFlat: composite([
    ["first", flat()],
    ["dense", epsilon()],
    ["any", zPlus()],
  ]),
  epsilonPlusBox: composite([
    ["first", zBox()],
    ["dense", epsilon()],
    ["any", zPlus()],
  ]),
  epsilonGammaBox: composite([
    ["first", zBox()],
    ["dense", epsilon()],
    ["any", gamma()],
  ]),
  epsilonAlpha2Beta1: composite([["dense", epsilon()], [
    "any",
    alphaBeta(2, 1),
  ]]),
};

/**
 * The composite, or the one of that name.
 *
 * @throws {RangeError} If there is none.
 */
export function lrpComposite(
  wanted: LrpComposite | LrpCompositeName,
): LrpComposite {
  if (typeof wanted !== "string") return wanted;
  if (Object.hasOwn(LRP_COMPOSITES, wanted)) return LRP_COMPOSITES[wanted];
  throw new RangeError(
    `Cannot propagate relevance by the composite ${
      JSON.stringify(wanted)
    }: it must be made by composite() or be one of ${
      Object.keys(LRP_COMPOSITES).join(", ")
    }`,
  );
}
