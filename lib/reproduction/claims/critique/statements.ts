/**
 * What is claimed, pair by pair. Every statement was chosen on `shapes_vgg9` (12
 * images of seed 11, one draw, in the notebooks positive_aggregation and
 * positive_propagation), and written down here before any other network was
 * looked at; the others confirm it or do not.
 *
 * @module
 */

/** That one method has more or less of a measure than another. */
export interface Statement {
  /** In words, of the measure that is meant. */
  readonly words: string;
  readonly a: string;
  readonly b: string;
  readonly measure: string;
  /** Whether a has more or less of it than b. */
  readonly sign: "more" | "less";
  /** The step of a randomization, from the logits down, by its place. */
  readonly step?: number;
}

const SPEARMAN = "Spearman";
const MAGNITUDE = "Spearman of |map|";
/** The measure of statements on two objects. */
export const CLASS_SENSITIVITY = "share that both maps have in common";

/** Of the maps for two classes of one image. */
export const OTHER_CLASS: readonly Statement[] = [
  more(
    "mean ReLU(g) is more alike for two classes than GradCAM with its sign, last layer",
    "last meanPositive",
    "last signed",
  ),
  more("the same, the layer before", "before meanPositive", "before signed"),
  more(
    "rectifying before the mean costs more of the class than after it: mean ReLU(g) above ReLU(mean g), the layer before",
    "before meanPositive",
    "before positiveMean",
  ),
  more(
    "GradCAM++ is more alike than GradCAM with its sign, last layer",
    "last plusPlus",
    "last signed",
  ),
  less(
    "mean ReLU(g) is still less alike than the class-agnostic map, the layer before",
    "before meanPositive",
    "before allOnes",
  ),
  more(
    "FullGrad as published is more alike than its signed terms",
    "FullGrad absolute",
    "FullGrad signed",
  ),
  more(
    "magnitudes channel by channel cost the class: |T| summed above |ΣT|",
    "FullGrad absolute",
    "FullGrad absoluteOfSum",
  ),
  more(
    "FullGrad above (Σg)⁺, the best of 48 there",
    "FullGrad absolute",
    "FullGrad positiveOfSumNoProduct",
  ),
  more("Guided Backprop above the gradient", "guidedBackprop", "gradient"),
  more(
    "Guided Backprop above the gradient, magnitudes",
    "guidedBackprop",
    "gradient",
    { measure: MAGNITUDE },
  ),
  more("RectGrad above the gradient", "rectGrad", "gradient"),
  more("LRP z⁺ above the gradient, magnitudes", "lrpZPlus", "gradient", {
    measure: MAGNITUDE,
  }),
];

/** Of two objects in one picture. */
export const TWO_OBJECTS: readonly Statement[] = [
  more(
    "mean ReLU(g) has more in common for both objects than GradCAM with its sign, last layer",
    "last meanPositive",
    "last signed",
    { measure: CLASS_SENSITIVITY },
  ),
  less(
    "mean ReLU(g) is far from the class-agnostic map, last layer",
    "last meanPositive",
    "last allOnes",
    { measure: CLASS_SENSITIVITY },
  ),
  more(
    "magnitudes of gradients come nearer to it: mean |g| above mean ReLU(g), last layer",
    "last meanAbsolute",
    "last meanPositive",
    { measure: CLASS_SENSITIVITY },
  ),
  more(
    "FullGrad as published above its signed terms",
    "FullGrad absolute",
    "FullGrad signed",
    { measure: CLASS_SENSITIVITY },
  ),
  more(
    "magnitudes channel by channel cost the class: |T| summed above |ΣT|",
    "FullGrad absolute",
    "FullGrad absoluteOfSum",
    { measure: CLASS_SENSITIVITY },
  ),
  more(
    "FullGrad above (Σg)⁺, the best of 48 there",
    "FullGrad absolute",
    "FullGrad positiveOfSumNoProduct",
    { measure: CLASS_SENSITIVITY },
  ),
  less(
    "Guided Backprop tells two objects apart, below the gradient",
    "guidedBackprop",
    "gradient",
    { measure: CLASS_SENSITIVITY },
  ),
  less("LRP z⁺ does, below the gradient", "lrpZPlus", "gradient", {
    measure: CLASS_SENSITIVITY,
  }),
  more("DeconvNet does not, above the gradient", "deconvNet", "gradient", {
    measure: CLASS_SENSITIVITY,
  }),
];

/** Of re-drawn weights: the logits alone, and all stages but the lowest. */
export const CASCADING: readonly Statement[] = [
  more(
    "logits re-drawn: GradCAM++ stays more alike than GradCAM with its sign, last layer",
    "last plusPlus",
    "last signed",
    { step: 1 },
  ),
  more(
    "logits re-drawn: mean ReLU(g) above it, last layer",
    "last meanPositive",
    "last signed",
    { step: 1 },
  ),
  less(
    "logits re-drawn: GradCAM++ is still below the class-agnostic map, last layer",
    "last plusPlus",
    "last allOnes",
    { step: 1 },
  ),
  more(
    "logits re-drawn: FullGrad as published above its signed terms",
    "FullGrad absolute",
    "FullGrad signed",
    { step: 1 },
  ),
  more(
    "logits re-drawn: FullGrad above (Σg)⁺",
    "FullGrad absolute",
    "FullGrad positiveOfSumNoProduct",
    { step: 1 },
  ),
  more(
    "logits and the stage below: Guided Backprop above the gradient",
    "guidedBackprop",
    "gradient",
    { step: 2 },
  ),
  more("the same, magnitudes", "guidedBackprop", "gradient", {
    step: 2,
    measure: MAGNITUDE,
  }),
  more("the same: RectGrad above the gradient", "rectGrad", "gradient", {
    step: 2,
  }),
  more(
    "the same: RectGrad above RectGradAbs, which keeps as few neurons of both signs",
    "rectGrad",
    "rectGradAbs",
    { step: 2 },
  ),
  more(
    "all but the lowest stage: Guided Backprop above the gradient",
    "guidedBackprop",
    "gradient",
    { step: 3 },
  ),
  more(
    "logits re-drawn: LRP z⁺ in magnitudes above the gradient",
    "lrpZPlus",
    "gradient",
    { step: 1, measure: MAGNITUDE },
  ),
];

/** Of one stage re-drawn alone: the upper one, and the lowest. */
export const INDEPENDENT: readonly Statement[] = [
  more(
    "upper stage re-drawn: Guided Backprop above the gradient",
    "guidedBackprop",
    "gradient",
    { step: 1 },
  ),
  more(
    "lowest stage re-drawn: Guided Backprop above the gradient",
    "guidedBackprop",
    "gradient",
    { step: 3 },
  ),
  more(
    "upper stage re-drawn: FullGrad as published above its signed terms",
    "FullGrad absolute",
    "FullGrad signed",
    { step: 1 },
  ),
];

type Rest = Partial<Pick<Statement, "measure" | "step">>;

/** That a has more of a measure than b. */
export function more(
  words: string,
  a: string,
  b: string,
  rest: Rest = {},
): Statement {
  return { words, a, b, measure: SPEARMAN, sign: "more", ...rest };
}

/** That a has less of it. */
export function less(
  words: string,
  a: string,
  b: string,
  rest: Rest = {},
): Statement {
  return { ...more(words, a, b, rest), sign: "less" };
}
