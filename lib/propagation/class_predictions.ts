import { classProbabilities, type Explained } from "./passes/mod.ts";

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
  const { model: { classNames }, images } = data;
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
  const { logits, probabilities } = classProbabilities(data, image);
  return logits
    .map((logit, index) => ({
      class: index,
      name: classNames?.[index] ?? `class ${index}`,
      logit,
      probability: probabilities[index]!,
    }))
    .sort((a, b) => b.logit - a.logit)
    .slice(0, count);
}
