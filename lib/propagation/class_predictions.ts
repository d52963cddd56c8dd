import type { Explained } from "./passes/mod.ts";
import { isSingleSigmoid } from "./targets/mod.ts";

/** What the network says of one class. */
export interface ClassPrediction {
  /** Index of the class. */
  readonly class: number;
  /** Its name, where the model has names, else `class 7`. */
  readonly name: string;
  /** The output before softmax or sigmoid. */
  readonly logit: number;
  /** 0 to 1: by softmax, or by sigmoid where the network ends in one. */
  readonly probability: number;
}

/** As many classes as a person reads at once. */
export const MOST_CLASSES = 5;

/**
 * The classes of one image with the greatest probabilities. A single sigmoid gives
 * those of two classes; another single output is just a number, of which nothing
 * is listed.
 *
 * @throws {RangeError} If there is no such image, or `count` is not a positive
 * integer.
 */
export function mostProbable(
  data: Explained,
  image: number,
  count: number = MOST_CLASSES,
): ClassPrediction[] {
  const { model: { head, classNames }, logits, images } = data;
  const pictures = images.names.length;
  if (!Number.isInteger(image) || image < 0 || image >= pictures) {
    throw new RangeError(
      `Cannot list the classes of image ${image} as it must be an integer from 0 to ${
        pictures - 1
      }`,
    );
  }
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `Cannot list classes as their number must be a positive integer: current value is ${count}`,
    );
  }
  if (!tellsClasses(data)) return [];
  const outputs = logits.shape.at(-1)!;
  const own = [
    ...logits.values.subarray(image * outputs, (image + 1) * outputs),
  ];
  const values = isSingleSigmoid(logits.shape, head) ? [-own[0]!, ...own] : own;
  const probabilities = head === "sigmoid"
    ? values.map((logit) => 1 / (1 + Math.exp(-logit)))
    : softmax(values);
  return values
    .map((logit, index) => ({
      class: index,
      name: classNames?.[index] ?? `class ${index}`,
      logit,
      probability: probabilities[index]!,
    }))
    .sort((a, b) => b.logit - a.logit)
    .slice(0, count);
}

/** Whether the output is a number for each class. */
export function tellsClasses(
  { logits: { shape }, model: { head } }: Explained,
): boolean {
  return shape.length === 2 && (shape[1] !== 1 || head !== undefined);
}

function softmax(logits: readonly number[]): readonly number[] {
  const greatest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / sum);
}
