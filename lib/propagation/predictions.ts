import {
  barFigure,
  type Bundle,
  displaySections,
  type Figure,
  formatNumber,
  formatProbability,
} from "../display/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import {
  checkOptions,
  nonNegativeInteger,
  type OptionRequirements,
  positiveInteger,
} from "../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  type Explained,
  type ExplainOptions,
  explainOutputs,
  Explanation,
} from "./passes/mod.ts";
import { isSingleSigmoid } from "./targets/mod.ts";

/** The options of {@linkcode predict}. */
export type PredictOptions = Omit<ExplainOptions, "target" | "ties">;

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

/** Options of {@linkcode Predictions.figure}. */
export interface PredictionFigureOptions {
  /**
   * Position of the image.
   *
   * @default {0}
   */
  readonly image?: number;
  /**
   * How many classes are drawn, the most probable first.
   *
   * @default {5}
   */
  readonly count?: number;
}

/** As many classes as a person reads at once. */
const MOST_CLASSES = 5;

/** As many images as a notebook draws a figure of, each. */
const MOST_FIGURES = 8;

/**
 * What a network says of images: the most probable classes, by which a wrong
 * preprocessing shows at once. Last in a notebook cell it draws itself.
 */
export class Predictions extends Explanation<Explained> {
  /** What a reader should know. */
  override get notes(): readonly string[] {
    return this.data.notes;
  }

  /**
   * The classes of one image, the most probable first; of a network whose only
   * output is a number, and no class's, none.
   *
   * @param image Position of the image.
   * @param count How many at most.
   * @throws {RangeError} If there is no such image, or `count` is not a positive
   * integer.
   */
  top(image: number = 0, count: number = MOST_CLASSES): ClassPrediction[] {
    return mostProbable(this.data, image, count);
  }

  /**
   * The most probable classes of one image as bars.
   *
   * @throws {RangeError} If there is no such image, or the output is the number of
   * a regressor: it is in `logits`.
   */
  figure(options: PredictionFigureOptions = {}): Figure {
    checkOptions("draw predictions", options, FIGURE_OPTIONS);
    const { image = 0, count } = options;
    const classes = this.top(image, count);
    if (classes.length === 0) {
      throw new RangeError(
        `Cannot draw predictions as the network must tell classes apart: its only output is a number, ${
          formatNumber(this.logits.values[image]!)
        }`,
      );
    }
    return barFigure(
      classes.map(({ name, probability, logit }) => ({
        name,
        value: probability,
        detail: `logit ${formatNumber(logit)}`,
      })),
      {
        title: `${this.images.names[image]}: ${classes[0]!.name}`,
        subtitle: `${this.model.name}, the most probable of ${
          isSingleSigmoid(this.logits.shape, this.model.head)
            ? 2
            : this.logits.shape.at(-1)
        } classes`,
        meaning: "probability",
        format: "probability",
      },
    );
  }

  /** The most probable classes of every image, a line each. */
  override toString(): string {
    return this.images.names.map((name, image) => {
      const classes = this.top(image);
      return `${name}: ${
        classes.length === 0
          ? formatNumber(this.logits.values[image]!)
          : classes.map(({ name, probability }) =>
            `${name} ${formatProbability(probability)}`
          ).join(", ")
      }`;
    }).join("\n");
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    const count = this.images.names.length;
    const drawn = count <= MOST_FIGURES && this.top(0).length > 0;
    return displaySections([
      ...(drawn
        ? Array.from(
          { length: count },
          (_, image) => ({ figure: this.figure({ image }) }),
        )
        : []),
      { text: [...(drawn ? [] : String(this).split("\n")), ...this.notes] },
    ]);
  }
}

const FIGURE_OPTIONS: OptionRequirements<PredictionFigureOptions> = {
  image: nonNegativeInteger,
  count: positiveInteger,
};

/**
 * What a network says of images, as its probabilities: the first thing to look at,
 * as a wrong preprocessing or a wrong order of the classes shows here.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options How the work is cut.
 * @returns The outputs of every image; last in a notebook cell it draws the five
 * most probable classes.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If an output is not finite.
 *
 * @example
 * ```ts
 * import { loadModel, predict } from "fullgrad";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const predictions = await predict(model, "data/images/boat.png");
 * const [first] = predictions.top();
 * assertEquals(first!.name, "boat");
 * assert(first!.probability > 0.9);
 * ```
 */
export async function predict(
  model: ModelInput,
  images: ImageInput,
  options: PredictOptions = {},
): Promise<Predictions> {
  checkOptions("predict", options, OPTIONS);
  return new Predictions(await explainOutputs(model, images, options));
}

const { target: _target, ties: _ties, ...OPTIONS } = EXPLAIN_OPTIONS;

/**
 * The classes of one image with the greatest probabilities. A single sigmoid gives
 * those of two classes; another single output is just a number, of which nothing
 * is listed.
 *
 * @throws {RangeError} If there is no such image, or `count` is not a positive
 * integer.
 */
export function mostProbable(
  { model: { head, classNames }, logits, images }: Explained,
  image: number,
  count: number = MOST_CLASSES,
): ClassPrediction[] {
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
  const outputs = logits.shape.at(-1)!;
  if (outputs === 1 && head === undefined) return [];
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

function softmax(logits: readonly number[]): readonly number[] {
  const greatest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / sum);
}
