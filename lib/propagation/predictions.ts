import {
  barFigure,
  type Bundle,
  DataTable,
  displaySections,
  type Figure,
  formatNumber,
  formatProbability,
  type Json,
  RESULT_FIGURE,
  type ResultFigureOptions,
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
  type ClassPrediction,
  MOST_CLASSES,
  mostProbable,
} from "./class_predictions.ts";
import {
  EXPLAIN_OPTIONS,
  EXPLAINED,
  type Explained,
  type ExplainOptions,
  explainOutputs,
  Explanation,
  readSaved,
  tellsClasses,
  toJson,
} from "./passes/mod.ts";
import { isSingleSigmoid, type TargetInput } from "./targets/mod.ts";

/** The options of {@linkcode predict}. */
export interface PredictOptions
  extends Omit<ExplainOptions, "target" | "ties"> {
  /**
   * A number that is read of the output: a class, a target, or a function from the
   * output to a number per sample, which an output that is not `[N, classes]`
   * needs. It is in `target.values`.
   *
   * @default {logit()}, the logit of the class with the greatest one
   */
  readonly target?: TargetInput;
}

/** Options of {@linkcode Predictions.figure}. */
export interface PredictionFigureOptions extends ResultFigureOptions {
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

/** As many images as a notebook draws a figure of, each. */
const MOST_FIGURES = 8;

/** What saved predictions call their form. */
const FORMAT = "fullgrad predictions 1";

/**
 * What a network says of images: the most probable classes, by which a wrong
 * preprocessing shows at once. Last in a notebook cell it draws itself.
 *
 * `JSON.stringify(predictions)` writes the record, images included, and
 * {@linkcode Predictions.from} reads it.
 *
 * @example
 * ```ts
 * import { loadModel, predict, Predictions } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const predictions = await predict(model, "data/images/boat.png");
 * const again = Predictions.from(JSON.stringify(predictions));
 * assertEquals(again.top(), predictions.top());
 * ```
 */
export class Predictions extends Explanation<Explained> {
  /** What saved records of this class call their form. */
  static readonly format: string = FORMAT;

  /**
   * The predictions that a file or a text holds.
   *
   * @param json What `JSON.stringify(predictions)` wrote, or the same parsed.
   * @throws {SyntaxError} If it is not a record of this form.
   */
  static from(json: string | object): Predictions {
    return new Predictions(readPredictions(json));
  }

  /** The record as JSON. */
  toJSON(): Json {
    return toJson({ format: FORMAT, ...this.data });
  }

  /** What a reader should know. */
  override get notes(): readonly string[] {
    return this.data.notes;
  }

  /**
   * Every class of every image with its logit and probability, a row each; where
   * the output tells no classes apart, a row an image with the target's value.
   */
  table(): DataTable {
    const { images, target } = this;
    const ofImage = [
      { name: "image", meaning: "position of the image, from 1" },
      { name: "image_name", meaning: "name of the image" },
    ];
    if (!tellsClasses(this.data)) {
      return new DataTable({
        columns: [
          ...ofImage,
          { name: "target", meaning: "what is read of the output" },
          { name: "value", meaning: "its value" },
        ],
        rows: images.names.map((name, i) => [
          i + 1,
          name,
          target.descriptions[i]!,
          target.values[i]!,
        ]),
      });
    }
    return new DataTable({
      columns: [
        ...ofImage,
        { name: "class", meaning: "index of the class" },
        { name: "class_name", meaning: "name of the class" },
        { name: "logit", meaning: "output before softmax or sigmoid" },
        { name: "probability", meaning: "by softmax, or by sigmoid" },
      ],
      rows: images.names.flatMap((image, i) =>
        mostProbable(this.data, i, Number.MAX_SAFE_INTEGER)
          .sort((a, b) => a.class - b.class)
          .map((each) => [
            i + 1,
            image,
            each.class,
            each.name,
            each.logit,
            each.probability,
          ])
      ),
    });
  }

  /**
   * The classes of one image, the most probable first; of a network whose output
   * tells no classes apart, such as a regressor's or a map, none.
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
   * @throws {RangeError} If there is no such image, or the output tells no classes
   * apart: it is in `logits`.
   */
  figure(options: PredictionFigureOptions = {}): Figure {
    checkOptions("draw predictions", options, FIGURE_OPTIONS);
    const { image = 0, count, ...drawn } = options;
    const classes = this.top(image, count);
    if (classes.length === 0) {
      throw new RangeError(
        `Cannot draw predictions as the network must tell classes apart: ${
          this.logits.values.length === this.images.names.length
            ? `its only output is a number, ${
              formatNumber(this.logits.values[image]!)
            }`
            : `its output is [${this.logits.shape}]`
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
        ...drawn,
      },
    );
  }

  /** The most probable classes of every image, a line each. */
  override toString(): string {
    return this.images.names.map((name, image) => {
      const classes = this.top(image);
      return `${name}: ${
        classes.length === 0
          ? `${this.#label}${formatNumber(this.target.values[image]!)}`
          : classes.map(({ name, probability }) =>
            `${name} ${formatProbability(probability)}`
          ).join(", ")
      }`;
    }).join("\n");
  }

  /** What a number is, where it is not the only output. */
  get #label(): string {
    return this.logits.shape.length === 2 ? "" : `${this.target.label} `;
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
  ...RESULT_FIGURE,
  image: nonNegativeInteger,
  count: positiveInteger,
};

/**
 * What a network says of images, as its probabilities: the first thing to look at,
 * as a wrong preprocessing or a wrong order of the classes shows here.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is read of the output, where it is not a number a class, and
 * how the work is cut.
 * @returns The outputs of every image, of whatever shape; last in a notebook cell it
 * draws the five most probable classes.
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

const { ties: _ties, ...OPTIONS } = EXPLAIN_OPTIONS;

/** @throws {SyntaxError} If it is not of this form. */
function readPredictions(json: string | object): Explained {
  const what = "predictions";
  const data = readSaved(json, what, FORMAT, EXPLAINED) as unknown as Explained;
  const [count] = data.images.shape;
  const { logits, target } = data;
  if (
    logits.shape[0] === count && target.values.length === count &&
    target.descriptions.length === count
  ) return data;
  throw new SyntaxError(
    `Cannot read ${what} as logits and target must have a value for each of ${count} images`,
  );
}
