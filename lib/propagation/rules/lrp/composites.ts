import {
  callback,
  either,
  objectWith,
  oneOf,
  type Requirement,
  text,
} from "../../../options/mod.ts";
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
 *
 * @example
 * ```ts
 * import { LRP_COMPOSITES } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(LRP_COMPOSITES.epsilonPlus.name, "dense: ε(0.000001), any: z⁺");
 * ```
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

/** What an option that takes a composite or its name must be. */
export const LRP_COMPOSITE: Requirement = either(
  oneOf(Object.keys(LRP_COMPOSITES)),
  objectWith("made by composite()", { name: text, ruleOf: callback }),
);

/** The composite, or the one of that name. */
export function lrpComposite(
  wanted: LrpComposite | LrpCompositeName,
): LrpComposite {
  return typeof wanted === "string" ? LRP_COMPOSITES[wanted] : wanted;
}
