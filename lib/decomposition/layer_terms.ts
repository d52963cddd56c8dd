import type { NumericArray } from "../propagation/mod.ts";
import type { Site } from "./bias_term.ts";
import type { INPUT_SITE, TermSum } from "./completeness.ts";

/** One term of the decomposition, layer by layer: the input's or a site's. */
export interface LayerTerm extends TermSum {
  /** Where the term comes from. */
  readonly site: Site | typeof INPUT_SITE;
  /** The signed term summed over channels, `[N, h, w]`; none without a place. */
  readonly signed: NumericArray | undefined;
  /** The absolute term summed over channels, `[N, h, w]`. */
  readonly magnitude: NumericArray | undefined;
  /** The term's part of f(x) per image: signed, and all add up to 1 − δ/f. */
  readonly shareOfOutput: readonly number[];
  /** The term's part of Σ |terms| per image, neuron by neuron: 0…1. */
  readonly shareOfTerms: readonly number[];
}

/** The layers' terms with their shares, from their sums and maps. */
export function layerTerms(
  outputs: readonly number[],
  sums: readonly TermSum[],
  maps: (site: TermSum["site"]) => Pick<LayerTerm, "signed" | "magnitude">,
): readonly LayerTerm[] {
  const totals = outputs.map((_, i) =>
    sums.reduce((total, { absolute }) => total + absolute[i]!, 0)
  );
  return sums.map((term) => ({
    ...term,
    ...maps(term.site),
    shareOfOutput: term.sums.map((sum, i) => share(sum, outputs[i]!)),
    shareOfTerms: term.absolute.map((sum, i) => share(sum, totals[i]!)),
  }));
}

/** Nothing is no share, of nothing as well. */
function share(part: number, whole: number): number {
  return part === 0 ? 0 : part / whole;
}
