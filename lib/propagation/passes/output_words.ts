import { formatNumber, formatProbability } from "../../display/mod.ts";
import { isSingleSigmoid } from "../targets/mod.ts";
import type { Explained } from "./explained.ts";

/** Whether the output is a number for each class. */
export function tellsClasses(
  { logits: { shape }, model: { head } }: Explained,
): boolean {
  return shape.length === 2 && (shape[1] !== 1 || head !== undefined);
}

/**
 * The logits of an image's classes and their probabilities; a single sigmoid gives
 * those of two classes, an output that tells no classes apart those of none.
 */
export function classProbabilities(explained: Explained, image: number): {
  readonly logits: readonly number[];
  readonly probabilities: readonly number[];
} {
  if (!tellsClasses(explained)) return { logits: [], probabilities: [] };
  const { model: { head }, logits: { values, shape } } = explained;
  const outputs = shape.at(-1)!;
  const own = [...values.subarray(image * outputs, (image + 1) * outputs)];
  const logits = isSingleSigmoid(shape, head) ? [-own[0]!, ...own] : own;
  return {
    logits,
    probabilities: head === "sigmoid"
      ? logits.map((logit) => 1 / (1 + Math.exp(-logit)))
      : softmax(logits),
  };
}

function softmax(logits: readonly number[]): readonly number[] {
  const greatest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * What was explained of an image, with its value and, of a class's logit, the
 * probability: `logit of cat = 13.2 (probability 99.9 %)`.
 */
export function outputWords(explained: Explained, image: number): string {
  const { target } = explained;
  const value = `${target.descriptions[image]} = ${
    formatNumber(target.values[image]!)
  }`;
  const probability = target.label === "logit"
    ? classProbabilities(explained, image)
      .probabilities[target.classes[image] ?? NaN]
    : undefined;
  return probability === undefined
    ? value
    : `${value} (probability ${formatProbability(probability)})`;
}
