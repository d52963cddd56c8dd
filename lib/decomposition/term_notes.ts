import type { Completeness, TermSum } from "./completeness.ts";
import type { TermSite } from "./term.ts";

/** From this share of Σ |terms| on, a choice is worth a note. */
const LARGE = 0.1;
/** From this share of Σ |terms| on, a residual is no rounding. */
const INCOMPLETE = 1e-3;

/**
 * What a reader of a decomposition should know: which terms are split over
 * neurons by choice, and where they do not add up.
 *
 * @param names The names of the images.
 */
export function termNotes(
  names: readonly string[],
  terms: readonly TermSum[],
  completeness: readonly Completeness[],
): readonly string[] {
  return [
    ...bookkeepingNotes(names, terms, completeness),
    ...tokenNotes(names, terms, completeness),
    ...incompleteNotes(names, completeness),
  ];
}

/** What tokens without a place, such as a class token, hold of a network's terms. */
function tokenNotes(
  names: readonly string[],
  terms: readonly TermSum[],
  completeness: readonly Completeness[],
): readonly string[] {
  const tokens = terms.flatMap(({ site, placeless }) =>
    placeless ? [{ site, spatial: false, ...placeless }] : []
  );
  if (tokens.length === 0) return [];
  return [
    `Tokens without a place in the image, such as class tokens, hold ${
      percent(absoluteSum(tokens) / absoluteSum(terms))
    } of the sum of absolute terms and ${
      sharesOfOutput(names, tokens, completeness)
    }: they count in the sums and are not in the maps.`,
  ];
}

function bookkeepingNotes(
  names: readonly string[],
  terms: readonly TermSum[],
  completeness: readonly Completeness[],
): readonly string[] {
  const own = terms.filter(({ site }) => isBookkeeping(site));
  const share = absoluteSum(own) / absoluteSum(terms);
  if (!(share >= LARGE)) return [];
  const which = listed(own.map(({ site }) => site.name));
  return [
    `${percent(share)} of the sum of absolute terms and ${
      sharesOfOutput(names, own, completeness)
    } are bookkeeping: terms of normalizations, attention, softmax or products (${which}) lie where the arithmetic puts them. Only the sum of such a term is defined, how it is split over neurons is a choice; by rules: LIBRA most networks have none.`,
  ];
}

/** What terms hold of the outputs of the first images. */
function sharesOfOutput(
  names: readonly string[],
  terms: readonly Pick<TermSum, "sums">[],
  completeness: readonly Completeness[],
): string {
  return completeness.slice(0, 3).map(({ output }, i) => {
    const sum = terms.reduce((total, { sums }) => total + sums[i]!, 0);
    return `${percent(sum / output)} of the output of ${names[i]}`;
  }).join(", ");
}

/** A share as notes write it: 12.3 %. */
export function percent(share: number, digits: number = 1): string {
  const text = (100 * share).toFixed(digits);
  // What rounds to zero from below has no sign.
  return `${Number(text) < 0 ? "−" : ""}${text.replace("-", "")} %`;
}

/**
 * Whether a term is bookkeeping, not evidence: the implicit term of an operation
 * that mixes several neurons (a normalization, attention, a softmax, a product),
 * so that it lies where the arithmetic puts it, and what belongs to which neuron
 * is not defined.
 */
export function isBookkeeping(site: TermSite): boolean {
  return "bias" in site && site.bias === "implicit" &&
    !["activation", "other", "target"].includes(site.kind);
}

function incompleteNotes(
  names: readonly string[],
  completeness: readonly Completeness[],
): readonly string[] {
  return completeness.flatMap((each, i) => {
    const { output, residual, relativeToTerms } = each;
    return isIncomplete(each)
      ? [
        `The terms of ${names[i]} do not add up to the output ${
          output.toPrecision(4)
        }: ${residual.toPrecision(2)} is missing, ${
          percent(relativeToTerms)
        } of the sum of absolute terms.`,
      ]
      : [];
  });
}

/** Whether more is missing than rounding loses. */
export function isIncomplete({ relativeToTerms }: Completeness): boolean {
  return relativeToTerms >= INCOMPLETE;
}

/** The sum of absolute values over terms, neurons and images. */
export function absoluteSum(terms: readonly TermSum[]): number {
  return terms.reduce(
    (total, { absolute }) => total + absolute.reduce((a, b) => a + b, 0),
    0,
  );
}

/** A few of some names. */
export function listed(names: readonly string[]): string {
  return (names.length > 3 ? [...names.slice(0, 3), "…"] : names).join(", ");
}
