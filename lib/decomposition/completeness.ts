import {
  either,
  finite,
  flag,
  listOf,
  objectWith,
  text,
} from "../options/mod.ts";
import type { TermSite } from "./term.ts";

/** The sums of one term of the decomposition, per image. */
export interface TermSum {
  /** Where the term comes from. */
  readonly site: TermSite;
  /** Signed sum over all neurons: the term's part of f(x). */
  readonly sums: readonly number[];
  /** Sum of the absolute values. */
  readonly absolute: readonly number[];
  /** Whether the term has a place in the image and so enters a map. */
  readonly spatial: boolean;
  /**
   * Of a term that has a place: the sums over its tokens that have none, such as
   * the class token; they are part of `sums` and `absolute`.
   */
  readonly placeless?: {
    readonly sums: readonly number[];
    readonly absolute: readonly number[];
  } | undefined;
}

/** What a {@linkcode TermSum} must be that was read from a file. */
export const TERM_SUM = objectWith("the sums of a term", {
  site: objectWith("a site", { name: text, kind: text }),
  sums: listOf(finite),
  absolute: listOf(finite),
  spatial: flag,
  placeless: either(
    { expected: "left out", isType: (value) => value === undefined },
    objectWith("sums", { sums: listOf(finite), absolute: listOf(finite) }),
  ),
});

/** How nearly one image's terms add up to the output. */
export interface Completeness {
  /** f(x). */
  readonly output: number;
  /** <∇x f, x>. */
  readonly inputTerm: number;
  /** Σ <∇b f, b> over all sites. */
  readonly biasTerm: number;
  /** δ = f(x) − inputTerm − biasTerm. */
  readonly residual: number;
  /** |δ| / |f(x)|: large for small outputs, however exact the terms are. */
  readonly relativeToOutput: number;
  /**
   * |δ| / Σ |terms|, a term being the sum over its site: the measure of
   * completeness; about 1e-6 in float32.
   */
  readonly relativeToTerms: number;
  /** The part of `biasTerm` that is of implicit biases. */
  readonly implicitTerm: number;
  /** f(x) − inputTerm − Σ explicit bias terms: what explicit biases leave. */
  readonly explicitResidual: number;
  /**
   * |explicitResidual| / Σ |terms|: how far the network is from one that input and
   * explicit biases alone explain; about 1e-6 on relu networks, and on vision
   * transformers by the rules of `LIBRA`.
   */
  readonly explicitRelativeToTerms: number;
}

/**
 * The completeness of a decomposition, image by image:
 * `f(x) = <∇x f, x> + Σ <∇b f, b>` (Srinivas & Fleuret 2019, equation 2).
 *
 * @param outputs f(x) of every image.
 * @param terms The input term and every bias term.
 */
export function completenessOf(
  outputs: readonly number[],
  terms: readonly TermSum[],
): readonly Completeness[] {
  return outputs.map((output, i) => {
    const sums = (keep: (term: TermSum) => boolean) =>
      terms.filter(keep).map((term) => term.sums[i]!);
    return completenessOfSums(output, {
      input: sums(({ site }) => site.kind === "input"),
      explicit: sums((term) => term.site.kind !== "input" && !isImplicit(term)),
      implicit: sums(isImplicit),
    });
  });
}

/** Whether a term is of an implicit bias. */
export function isImplicit({ site }: TermSum): boolean {
  return "bias" in site && site.bias === "implicit";
}

/** The completeness of one image, from the sums of its terms. */
export function completenessOfSums(
  output: number,
  { input, explicit, implicit }: {
    readonly input: readonly number[];
    readonly explicit: readonly number[];
    readonly implicit: readonly number[];
  },
): Completeness {
  const total = (sums: readonly number[]) => sums.reduce((a, b) => a + b, 0);
  const size = total([...input, ...explicit, ...implicit].map(Math.abs));
  const [inputTerm, implicitTerm] = [total(input), total(implicit)];
  const biasTerm = total(explicit) + implicitTerm;
  const residual = output - inputTerm - biasTerm;
  const explicitResidual = output - inputTerm - total(explicit);
  return {
    output,
    inputTerm,
    biasTerm,
    residual,
    relativeToOutput: share(residual, Math.abs(output)),
    relativeToTerms: share(residual, size),
    implicitTerm,
    explicitResidual,
    explicitRelativeToTerms: share(explicitResidual, size),
  };
}

function share(residual: number, whole: number): number {
  return residual === 0 ? 0 : Math.abs(residual) / whole;
}
