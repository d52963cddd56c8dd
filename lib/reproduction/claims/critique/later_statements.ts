/**
 * What was read off the numbers after they had been seen: it confirms nothing, and
 * is here since a statement, or one measure's verdict, says less without it.
 *
 * @module
 */
import {
  CLASS_SENSITIVITY,
  less,
  more,
  type Statement,
  TWO_OBJECTS,
} from "./statements.ts";

/** The other measure of two objects. */
export const NULL_PLAYER = "Σ |map| of the other object over its own";

/** The propagation rules. */
const RULES = [
  { name: "guidedBackprop", words: "Guided Backprop" },
  { name: "deconvNet", words: "DeconvNet" },
  { name: "rectGrad", words: "RectGrad" },
  { name: "rectGradAbs", words: "RectGradAbs" },
  { name: "lrpZPlus", words: "LRP z⁺" },
  { name: "lrpAlpha2Beta1", words: "LRP α2β1" },
] as const;

/**
 * Of the maps for two classes: what rectifying the mean costs, which the first
 * wording of a statement denied without having compared it.
 */
export const OTHER_CLASS_LATER: readonly Statement[] = [
  more(
    "ReLU(mean g) above mean g, the layer before",
    "before positiveMean",
    "before meanGradient",
  ),
];

/** By the null player. */
export const TWO_OBJECTS_PLAYERS: readonly Statement[] = [
  more(
    "FullGrad as published above its signed terms",
    "FullGrad absolute",
    "FullGrad signed",
    { measure: NULL_PLAYER },
  ),
  more(
    "FullGrad above (Σg)⁺",
    "FullGrad absolute",
    "FullGrad positiveOfSumNoProduct",
    { measure: NULL_PLAYER },
  ),
  ...RULES.map((rule) =>
    less(`${rule.words} below the gradient`, rule.name, "gradient", {
      measure: NULL_PLAYER,
    })
  ),
];

/** By class sensitivity, of the rules that {@linkcode TWO_OBJECTS} says nothing of. */
export const TWO_OBJECTS_OTHERS: readonly Statement[] = RULES
  .filter(({ name }) => !TWO_OBJECTS.some(({ a }) => a === name))
  .map(({ name, words }) =>
    less(`${words} below the gradient`, name, "gradient", {
      measure: CLASS_SENSITIVITY,
    })
  );
