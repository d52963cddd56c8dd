import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { number, type OptionRequirements } from "../../options/mod.ts";
import { checkEvaluationOptions } from "../comparison/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import { continuityRatio } from "./measures.ts";
import {
  NEIGHBOR_OPTIONS,
  type NeighborMeasure,
  type NeighborOptions,
  runNeighbors,
} from "./run_neighbors.ts";

/** The options of {@linkcode continuity}. */
export interface ContinuityOptions extends NeighborOptions {
  /**
   * Into how many steps the way of an image from one side to the other is cut: 2
   * or more, as one step takes it out of sight.
   *
   * @default {28}
   */
  readonly steps?: number;
}

const CONTINUITY: NeighborMeasure = {
  ...measure("continuity"),
  of: (at, neighbor) => {
    const moves = Array.prototype.some.call(
      at.input,
      (value, i) => value !== neighbor.input[i],
    );
    return moves ? continuityRatio(at, neighbor) : undefined;
  },
  over: "most",
  whyNone: "it is the same wherever it is moved",
};

/**
 * How far maps move at most as the image is translated from the left to the right:
 * continuity, the greatest {@linkcode continuityRatio}.
 *
 * The image of width W moves by t = −W + k d, k = 1 … `steps`, with
 * d = ⌊(2W + 1) / steps⌋, at least 1; what comes in at the edge has the image's
 * least value. It costs `steps` explanations of each image. Steps that change
 * nothing, and those beyond W, are left out. All methods explain the same images,
 * for the same class.
 *
 * The steps, the edge and the formula are those of Quantus, which takes the
 * absolute values of maps first: with maps that are positive, and one image a
 * batch, it has the same number.
 *
 * Source: Montavon, Samek & Müller, "Methods for Interpreting and Understanding
 * Deep Neural Networks", 2018, section 7.1. Known limits: a map that says nothing
 * is the most continuous; one that follows the object as it moves is right to
 * move; and no photo has an edge of one color.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods, and how many steps.
 * @returns The numbers, by method and image; lower is better.
 * @throws {RangeError} If an option is not valid.
 * @throws {TypeError} If an option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { continuity } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const result = await continuity(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, steps: 4 },
 * );
 * assert(result.interval("Gradient").mean > 0);
 * ```
 */
export async function continuity(
  model: ModelInput,
  images: ImageInput,
  options: ContinuityOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("translate images", options, OPTIONS);
  const { steps = 28 } = options;
  return await runNeighbors(model, images, options, ({ shape }) => {
    const shifts = translations(shape[2], steps);
    return {
      experiment: "Continuity of maps",
      call: "continuity",
      measures: [CONTINUITY],
      settings: { steps },
      limits: limitsOf([CONTINUITY]),
      seeds: [],
      count: shifts.length,
      neighbor: (image, shape, _, k) => translated(image, shape, shifts[k]!),
      responds: false,
    };
  });
}

const OPTIONS: OptionRequirements<ContinuityOptions> = {
  ...NEIGHBOR_OPTIONS,
  // One step is of 2W + 1 pixels, and ends beyond W.
  steps: number(
    "an integer of 2 or more",
    (steps) => Number.isSafeInteger(steps) && steps >= 2,
  ),
};

/** By how many pixels an image of a width is moved to the right; never 0. */
function translations(width: number, steps: number): readonly number[] {
  const step = Math.max(1, Math.floor((2 * width + 1) / steps));
  return Array.from({ length: steps }, (_, k) => (k + 1) * step - width)
    .filter((shift) => shift !== 0 && shift <= width);
}

function translated(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  shift: number,
): Float32Array {
  const moved = new Float32Array(image.length)
    .fill(image.reduce((least, value) => Math.min(least, value), Infinity));
  const kept = width - Math.abs(shift);
  for (let row = 0; row < height; row++) {
    const from = (row * width + Math.max(0, -shift)) * channels;
    const to = (row * width + Math.max(0, shift)) * channels;
    moved.set(image.subarray(from, from + kept * channels), to);
  }
  return moved;
}
