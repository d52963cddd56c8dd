import {
  absoluteSum,
  listed,
  percent,
  type TermSum,
} from "../decomposition/mod.ts";
import type { TermFilter } from "./aggregate.ts";
import { WORTH_SAYING } from "./map_notes.ts";
import { type PresetName, PRESETS } from "./presets.ts";
import type { Psi } from "./psi.ts";

/** The options that say which terms enter a map. */
export interface EnteringOptions {
  readonly preset?: PresetName;
  readonly terms?: TermFilter;
  readonly implicit?: boolean;
}

/** Which terms enter a map. */
export function enteringTerms(
  { terms = () => true, implicit = true }: EnteringOptions,
): TermFilter {
  return (site) =>
    (implicit || !("bias" in site) || site.bias === "explicit") && terms(site);
}

/**
 * What a reader should know of implicit terms: that they are in the map, that the
 * code which the preset is named after has none of them, or that they were left
 * out.
 */
export function implicitNotes(
  terms: readonly TermSum[],
  options: EnteringOptions,
): readonly string[] {
  const { preset = "idiap", implicit = true, terms: wanted = () => true } =
    options;
  const own = terms.filter(({ site, spatial }) =>
    spatial && "bias" in site && site.bias === "implicit" && wanted(site)
  );
  const share = absoluteSum(own) / absoluteSum(terms);
  if (!(share > WORTH_SAYING)) return [];
  const part = `${percent(share)} of the sum of absolute terms`;
  const which = listed(own.map(({ site }) => site.name));
  if (!implicit) {
    return [`Implicit terms, ${part}, are left out of the map (${which}).`];
  }
  if (PRESETS[preset].implicitTerms) {
    return [
      `Implicit terms, ${part}, are in the map (${which}); the option implicit, set to false, leaves them out.`,
    ];
  }
  return [
    `The map differs from that of the code which the preset ${preset} is named after: implicit terms, ${part}, are in it (${which}), which that code does not have; the option implicit, set to false, leaves them out.`,
  ];
}

/**
 * The word on maps that are rescaled over all images of a batch, such as those of
 * the preset `idiap2019`.
 */
export function neighborNotes(
  { rescale }: Psi,
  images: number,
): readonly string[] {
  if (images < 2 || rescale.fused?.rescale !== "batch") return [];
  return [
    `Every map depends on the other images that it was computed with: ${rescale.name} takes the extremes of the whole batch.`,
  ];
}

/** Why a map of terms is 0 everywhere, image by image, where it is. */
export function whyTermsEmpty(
  terms: readonly TermSum[],
  enters: TermFilter,
  psi: Psi,
): readonly string[] {
  const entering = terms.filter(({ site, spatial }) => spatial && enters(site));
  return (terms[0]?.absolute ?? []).map((_, i) => {
    if (entering.length === 0) {
      return "no term that has a place in the image enters it";
    }
    return entering.every(({ absolute }) => absolute[i] === 0)
      ? "every term that enters it is 0"
      : `psi (${psi.name}) leaves nothing of its terms, which have the other sign, are the same at every pixel, or cancel`;
  });
}
