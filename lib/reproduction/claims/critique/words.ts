import type { Evaluation } from "../../../evaluation/mod.ts";
import type { Part } from "./findings.ts";
import { PLACES, SUBJECTS } from "./networks.ts";

export const PAPER =
  "Khakzar, Baselizadeh & Navab (2020, arXiv 2012.00362), abstract: with positive gradients only, in aggregating a layer (GradCAM++, FullGrad) or in propagating (LRP, RectGrad, Guided Backprop), maps look salient but are insensitive to ";

export const VARIANTS =
  "The variants are ours, built to test the claim; they are no copy of that paper's experiments, whose body was not at hand. Layer × aggregation (`last`, `before` and `middle` layer; `signed` is GradCAM without its final ReLU, `meanGradient` GradCAM, `meanPositive` mean ReLU(g), `positiveMean` ReLU(mean g), `plusPlus` GradCAM++ as in the paper's equation, `plusPlusNormalized` as in its authors' code, `allOnes` the class-agnostic control of the same layer), FullGrad's aggregations, and the propagation rules, whose maps are signed sums over colors.";

export const CHOICE =
  "The numbers grew in steps (10, 50, 100 images), looked at in between; the statements did not change. They were chosen on shapes VGG9, by the notebooks positive_aggregation and positive_propagation (12 images of another seed), and written down before another network was looked at ([statements.ts](../../../lib/reproduction/claims/critique/statements.ts)). Differences are paired on the same images, intervals are of 95 % (bootstrap over images, and over draws where there are several), p is of the randomization test over images, corrected (Holm) for all statements of a network: a statement holds, or its opposite does, where p is below .05 and the interval has one sign.";

export const NETWORKS = SUBJECTS.map(({ title, layers }) =>
  `${title}: ${
    PLACES.map((place) => `${place} \`${layers[place]}\``).join(", ")
  }`
).join("; ");

export const SPEARMAN = "Spearman";
export const MAGNITUDE = "Spearman of |map|";

export const NO_PROOF =
  "Sensitive is not faithful: that a map changes with the class or the weights does not show that it explains a decision.";

/** The networks that there are numbers of, for a part of the series' names. */
export function partsOf(
  evaluations: ReadonlyMap<string, Evaluation>,
  rest: string,
): readonly Part[] {
  return SUBJECTS.flatMap(({ name, title }, i) => {
    const evaluation = evaluations.get(`${name}${rest}`);
    return evaluation === undefined
      ? []
      : [{ title, chose: i === 0, evaluation }];
  });
}
