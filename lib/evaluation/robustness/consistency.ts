import { type ImageInput, toImages } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import {
  checkedLater,
  checkValue,
  numbers,
  objectOf,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import type { TargetInput } from "../../propagation/mod.ts";
import {
  checkEvaluationOptions,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
  predictedClasses,
  runningOptions,
  scoreMaps,
} from "../comparison/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import { RUN_OPTIONS, type RunOptions } from "../run/mod.ts";

/** The options of {@linkcode consistency}. */
export interface ConsistencyOptions extends EvaluationOptions, RunOptions {
  /**
   * What is explained.
   *
   * @default {logit()}, the logit of the class with the greatest one
   */
  readonly target?: TargetInput;
  /**
   * Into how many cells each side of a map is cut: two maps of which the same cell
   * holds most are one explanation. A side of fewer pixels is cut into those.
   *
   * @default {3}
   */
  readonly cells?: number;
}

/**
 * How often images that are explained alike are predicted alike: for each image,
 * the share of the other ones with the same explanation that have the same class.
 *
 * The explanation of an image is the cell of a grid that holds most of its map, of
 * the sum of the values as they are. An image whose explanation no other has has no
 * number, and a note counts them by method.
 *
 * Given the explanations it is Quantus's number, see {@linkcode consistencyOf}.
 * Quantus takes for the explanation the signs of the first five values of the map,
 * at the top left, of absolute values by default, which are the same for nearly all
 * images; compares the images of a batch; counts 0 where no other image has the
 * explanation; and says that lower is better.
 *
 * Source: Dasgupta, Frost & Moshkovitz, "Framework for Evaluating Faithfulness of
 * Local Explanations", ICML 2022, section 3. Known limits: what counts as the same
 * explanation is a choice; a method that explains all images alike has the share of
 * the class, as any control does; and of few images the number is mostly chance.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch, of several classes.
 * @param options The methods, what is explained, and the grid.
 * @returns The numbers, by method and image; higher is better.
 * @throws {RangeError} If an option is not valid, or no side of a map has as many
 * pixels as cells.
 * @throws {TypeError} If an option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { consistency } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 8 });
 * const result = await consistency(
 *   model,
 *   { data: rgb, shape: [8, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, cells: 2 },
 * );
 * const { mean } = result.interval("Gradient");
 * assert(mean >= 0 && mean <= 1);
 * ```
 */
export async function consistency(
  model: ModelInput,
  images: ImageInput,
  options: ConsistencyOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("compare explanations", options, OPTIONS);
  const { cells = 3 } = options;
  const loaded = asModel(model);
  const batch = await toImages(images, loaded, { signal: options.signal });
  const [, height, width] = batch.shape;
  const most = Math.max(height, width);
  if (options.cells !== undefined && cells > most) {
    throw new RangeError(
      `Cannot compare explanations as cells must be ${most} or fewer, as a map is of ${height}×${width} pixels: current value is ${cells}`,
    );
  }
  const measures = [measure("consistency")];
  let classes: readonly number[] | undefined;
  return await scoreMaps(loaded, batch, options, {
    experiment: "Consistency of maps",
    call: "consistency",
    action: "compare explanations",
    measures,
    settings: { cells },
    limits: limitsOf(measures),
    score: async (maps, held) => {
      classes ??= await predictedClasses(held, batch, runningOptions(options));
      const cellsOf = maps.map((map) =>
        greatestCell(map, [height, width], cells)
      );
      return consistencyOf(cellsOf, classes);
    },
    notes: ({ name }, values) => {
      const alone = values.filter((value) => value === null).length;
      return alone === 0 ? [] : [
        `An image whose explanation no other has has no number (${name}: ${alone} of ${values.length})`,
      ];
    },
  });
}

const OPTIONS: OptionRequirements<ConsistencyOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  target: checkedLater,
  cells: positiveInteger,
};

/**
 * For each image, the share of the other ones with the same explanation that have
 * the same class: the probability that the explanation tells the class.
 *
 * Where no other image has the explanation there is no number; Quantus has 0 for
 * it, and adds 1e-9 to the number of images.
 *
 * Source: Dasgupta, Frost & Moshkovitz, "Framework for Evaluating Faithfulness of
 * Local Explanations", ICML 2022.
 *
 * @param explanations By image; the same for images that are explained alike.
 * @param classes By image, the class that is predicted.
 * @returns By image, 0…1 or `null`.
 * @throws {TypeError} If they are not as many.
 *
 * @example
 * ```ts
 * import { consistencyOf } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const explanations = ["sky", "sky", "sky", "grass"];
 * assertEquals(consistencyOf(explanations, [0, 0, 1, 1]), [0.5, 0.5, 0, null]);
 * ```
 */
export function consistencyOf(
  explanations: readonly (string | number)[],
  classes: readonly number[],
): readonly (number | null)[] {
  const action = "compare explanations";
  checkValue(
    action,
    "explanations",
    explanations,
    objectOf("a list of them"),
  );
  checkValue(action, "classes", classes, numbers);
  if (explanations.length !== classes.length) {
    throw new TypeError(
      `Cannot compare explanations as each must have a class: current numbers are ${explanations.length} and ${classes.length}`,
    );
  }
  return explanations.map((explanation, i) => {
    const alike = classes.filter((_, k) =>
      k !== i && explanations[k] === explanation
    );
    return alike.length === 0
      ? null
      : alike.filter((index) => index === classes[i]).length / alike.length;
  });
}

/** The cell of a grid that holds most of a map; of equal ones the first. */
function greatestCell(
  map: Float32Array,
  [height, width]: readonly [height: number, width: number],
  cells: number,
): number {
  const [rows, columns] = [Math.min(cells, height), Math.min(cells, width)];
  const sums = new Float64Array(rows * columns);
  map.forEach((value, at) => {
    const row = Math.floor(Math.floor(at / width) * rows / height);
    const column = Math.floor(at % width * columns / width);
    sums[row * columns + column]! += value;
  });
  // Of so many cells that a call could not take each as an argument.
  return sums.indexOf(sums.reduce((most, sum) => Math.max(most, sum)));
}
