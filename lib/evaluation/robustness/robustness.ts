import type { ImageInput, Images } from "../../image/mod.ts";
import { rangeOf } from "../../methods/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import {
  integer,
  type OptionRequirements,
  positive,
  positiveInteger,
} from "../../options/mod.ts";
import { Random } from "../../random/mod.ts";
import { checkEvaluationOptions } from "../comparison/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import {
  EPSILON,
  lipschitzRatio,
  mapSensitivity,
  relativeChange,
  relativeStability,
} from "./measures.ts";
import {
  NEIGHBOR_OPTIONS,
  type NeighborMeasure,
  type NeighborOptions,
  runNeighbors,
} from "./run_neighbors.ts";

/** The options of {@linkcode robustness}. */
export interface RobustnessOptions extends NeighborOptions {
  /**
   * How many neighbors of every image are explained.
   *
   * @default {10}
   */
  readonly samples?: number;
  /**
   * Up to how far each value of a neighbor is from the image's, as a share of the
   * image's own range max − min.
   *
   * @default {0.05}
   */
  readonly radius?: number;
  /**
   * Seed of the neighbors.
   *
   * @default {0}
   */
  readonly seed?: number;
}

const MEASURES: readonly NeighborMeasure[] = [{
  ...measure("local Lipschitz estimate"),
  of: lipschitzRatio,
  over: "most",
}, {
  ...measure("max-sensitivity"),
  of: ({ map }, neighbor) => mapSensitivity(map, neighbor.map),
  over: "most",
}, {
  ...measure("avg-sensitivity"),
  of: ({ map }, neighbor) => mapSensitivity(map, neighbor.map),
  over: "mean",
}, {
  ...measure("relative input stability"),
  of: (at, neighbor, { sameClass }) =>
    sameClass ? relativeStability(at, neighbor) : undefined,
  over: "most",
}, {
  ...measure("relative output stability"),
  of: ({ map }, neighbor, { sameClass, output }) =>
    sameClass
      ? relativeChange(map, neighbor.map) / Math.max(EPSILON, output)
      : undefined,
  over: "most",
}, {
  ...measure("relative representation stability"),
  of: ({ map }, neighbor, { sameClass, layers }) =>
    sameClass
      ? relativeChange(map, neighbor.map) / Math.max(EPSILON, layers)
      : undefined,
  over: "most",
}];

/**
 * How far maps move when noise is added to the image that is too small to see:
 * the local Lipschitz estimate, max- and avg-sensitivity, and relative input,
 * output and representation stability.
 *
 * A neighbor is the image plus noise that is uniform within ± radius × (max − min)
 * of its values. All methods explain the same neighbors, for the same class.
 * Where a map is zero everywhere and that of a neighbor is not, its sensitivities
 * have no number. Nor has an image whose values are all equal.
 *
 * The formulas are Quantus's (see {@linkcode lipschitzRatio},
 * {@linkcode mapSensitivity}, {@linkcode relativeStability} and
 * {@linkcode relativeOutputStability}); the representation is what all layers put
 * out, as in Quantus. It draws 200 neighbors, of noise that is uniform within 0.02 to
 * 0.2 in the units of the network's input, for the Lipschitz estimate normal with
 * deviation 0.1. Neighbors that are predicted as another class do not count for
 * relative stability, as in the paper; in Quantus their image has no number.
 *
 * Known limits: a map that says nothing, such as a constant one, is the most
 * robust, and smoothing makes any map more so. Where the network itself reacts to
 * the noise, a map that follows it is right to move. A maximum grows with the
 * number of neighbors. Relative stability divides by every value of map, image or
 * layer: it is the number of those near 0, of the zeros of a map or behind a relu
 * above all. The random control is drawn anew for every value that is explained: it
 * moves by √½ of its size, but where that value stays the same to four digits it
 * does not.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods; how many neighbors, and how far they are.
 * @returns The numbers, by method, measure and image; lower is better.
 * @throws {RangeError} If an option is not valid.
 * @throws {TypeError} If an option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { robustness } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const result = await robustness(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, samples: 2 },
 * );
 * const most = result.interval("Gradient", "max-sensitivity").mean;
 * assert(most >= result.interval("Gradient", "avg-sensitivity").mean);
 * ```
 */
export async function robustness(
  model: ModelInput,
  images: ImageInput,
  options: RobustnessOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("measure how maps move", options, OPTIONS);
  const { samples = 10, radius = 0.05, seed = 0 } = options;
  return await runNeighbors(model, images, options, (images) => {
    const ranges = rangesOf(images);
    return {
      experiment: "Robustness of maps",
      call: "robustness",
      measures: MEASURES,
      settings: { samples, radius, seed },
      limits: limitsOf(MEASURES),
      seeds: [seed],
      count: samples,
      neighbor: (image, _, position, k) => {
        const random = new Random(seed, position, k);
        const reach = radius * ranges[position]!;
        return image.map((value) => value + random.between(-reach, reach));
      },
      responds: true,
      hasNeighbors: (position) => ranges[position]! > 0,
    };
  });
}

const OPTIONS: OptionRequirements<RobustnessOptions> = {
  ...NEIGHBOR_OPTIONS,
  samples: positiveInteger,
  radius: positive,
  seed: integer,
};

/** max − min of each image. */
function rangesOf({ values, names }: Images): readonly number[] {
  const size = values.length / names.length;
  return names.map((_, i) =>
    rangeOf(values.subarray(i * size, (i + 1) * size))
  );
}
