import {
  type ImageInput,
  type Images,
  imagesFromValues,
  toImages,
} from "../../image/mod.ts";
import {
  asModel,
  classCount,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import {
  checkedLater,
  integer,
  type OptionRequirements,
  positive,
  positiveInteger,
} from "../../options/mod.ts";
import { rangeOf } from "../../methods/mod.ts";
import { type ClassChoice, classIndices } from "../../propagation/mod.ts";
import { Random } from "../../random/mod.ts";
import {
  checkEvaluationOptions,
  controlsOf,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
  predictedClasses,
  runningOptions,
} from "../comparison/mod.ts";
import { type BlockUnit, blockUnits } from "../perturbation/image_block.ts";
import type { Evaluation, Measure } from "../result/mod.ts";
import {
  callText,
  type EvaluatedMethod,
  holdModels,
  imagesBetween,
  type MapCache,
  methodMaps,
  prepareMethods,
  RUN_OPTIONS,
  runExperiment,
  type RunOptions,
  runOptionsOf,
  toJson,
} from "../run/mod.ts";
import { lipschitzRatio, mapSensitivity } from "./measures.ts";

/** The options of {@linkcode robustness}. */
export interface RobustnessOptions extends EvaluationOptions, RunOptions {
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
   * The class that is explained, of an image and of its neighbors, one or one per
   * image.
   *
   * @default the class with the greatest logit of the unchanged image
   */
  readonly target?: ClassChoice;
  /**
   * Seed of the neighbors.
   *
   * @default {0}
   */
  readonly seed?: number;
}

const MEASURES: readonly Measure[] = [{
  name: "local Lipschitz estimate",
  meaning: "most that a map moves, over how far the image does",
  better: "lower",
}, {
  name: "max-sensitivity",
  meaning: "most that a map moves, over its size",
  better: "lower",
}, {
  name: "avg-sensitivity",
  meaning: "mean that a map moves, over its size",
  better: "lower",
}];

/** How many images are in work at once. */
const BLOCK = 50;

/**
 * How far maps move when noise is added to the image that is too small to see:
 * the local Lipschitz estimate, max-sensitivity and avg-sensitivity.
 *
 * A neighbor is the image plus noise that is uniform within ± radius × (max − min)
 * of its values. All methods explain the same neighbors, for the same class.
 * Where a map is zero everywhere and that of a neighbor is not, its sensitivities
 * have no number.
 *
 * The formulas are Quantus's (see {@linkcode lipschitzRatio} and
 * {@linkcode mapSensitivity}). It draws 200 neighbors, within ± 0.2 in the units of
 * the network's input, for the Lipschitz estimate normal ones of deviation 0.1.
 *
 * Known limits: a map that says nothing, such as a constant one, is the most
 * robust, and smoothing makes any map more so. Where the network itself reacts to
 * the noise, a map that follows it is right to move. A maximum grows with the
 * number of neighbors. The random control is drawn anew for every value that is
 * explained: it moves by √½ of its size, but where that value stays the same to four
 * digits it does not.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods; how many neighbors, and how far they are.
 * @returns The numbers, by method, measure and image; lower is better.
 * @throws {RangeError} If an option is not valid, or all values of an image are
 * equal.
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
  const loaded = asModel(model);
  const batch = await toImages(images, loaded, { signal: options.signal });
  const ranges = rangesOf(batch);
  return await holdModels(
    [loaded],
    "read",
    `measure how maps of "${loaded.name}" move`,
    options,
    ([held], options) => robustnessOf(held, batch, ranges, options),
  );
}

const OPTIONS: OptionRequirements<RobustnessOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  samples: positiveInteger,
  radius: positive,
  target: checkedLater,
  seed: integer,
};

async function robustnessOf(
  model: Model,
  images: Images,
  ranges: readonly number[],
  options: RobustnessOptions,
): Promise<Evaluation> {
  const { samples = 10, radius = 0.05, seed = 0 } = options;
  const [count] = images.shape;
  const { methods, backend, subject } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? controlsOf,
  });
  const classes = classIndices(
    options.target,
    count,
    classCount(model.graph),
    model.classNames,
  ) ?? await predictedClasses(model, images, runningOptions(options));
  const settings = { samples, radius, seed };
  return await runExperiment<BlockUnit>({
    frame: {
      experiment: "Robustness of maps",
      ...subject,
      measures: MEASURES,
      repeats: { count: 1, name: "repeat" },
      settings,
      limits: [
        "A map that says nothing is the most robust, and where the network itself reacts to the noise a map is right to move: read methods beside the controls and a measure of faithfulness.",
      ],
    },
    settings: toJson({
      images: subject.images.fingerprint,
      classes,
      block: BLOCK,
      ...settings,
    }),
    origin: {
      call: callText("robustness", subject, settings),
      backend,
      seeds: [seed],
    },
    units: blockUnits(methods, count, BLOCK),
    compute: async ({ method, start }, { cache }) => {
      const end = Math.min(count, start + BLOCK);
      const reach = ranges.slice(start, end).map((range) => radius * range);
      const scores = await movements(method, cache, samples, {
        model,
        images: imagesBetween(images, start, end),
        targets: classes.slice(start, end),
        noise: (image, sample) => {
          const random = new Random(seed, start + image, sample);
          return () => random.between(-reach[image]!, reach[image]!);
        },
      });
      const by = (summary: (movement: Movements) => number) =>
        scores.map(summary).map((value) =>
          Number.isFinite(value) ? value : null
        );
      return {
        values: [
          ...by(({ ratios }) => Math.max(...ratios)),
          ...by(({ changes }) => Math.max(...changes)),
          ...by(({ changes }) => changes.reduce((a, b) => a + b) / samples),
        ],
      };
    },
  }, runOptionsOf(options));
}

/** What is found of one image, by neighbor. */
interface Movements {
  readonly ratios: number[];
  readonly changes: number[];
}

/** Images, what is explained of them, and how their neighbors are drawn. */
interface Neighborhoods {
  readonly model: Model;
  readonly images: Images;
  readonly targets: readonly number[];
  readonly noise: (image: number, sample: number) => () => number;
}

async function movements(
  method: EvaluatedMethod,
  cache: MapCache,
  samples: number,
  { noise, ...batch }: Neighborhoods,
): Promise<readonly Movements[]> {
  const { model, images, targets } = batch;
  const { values, shape: [count] } = images;
  const size = values.length / count;
  const maps = await methodMaps(cache, method, batch);
  const found = maps.map((): Movements => ({ ratios: [], changes: [] }));
  for (let sample = 0; sample < samples; sample++) {
    const moved = values.slice();
    for (let i = 0; i < count; i++) {
      const draw = noise(i, sample);
      for (let k = i * size; k < (i + 1) * size; k++) moved[k]! += draw();
    }
    const neighbors = imagesFromValues(moved, images.shape, model, {});
    const others = await method.run(model, neighbors, { target: targets });
    const inputOf = (values: Float32Array, i: number) =>
      values.subarray(i * size, (i + 1) * size);
    found.forEach(({ ratios, changes }, i) => {
      const [map, other] = [maps[i]!, others.at(i)];
      changes.push(mapSensitivity(map, other));
      ratios.push(lipschitzRatio(
        { map, input: inputOf(values, i) },
        { map: other, input: inputOf(moved, i) },
      ));
    });
  }
  return found;
}

/** max − min of each image. */
function rangesOf(
  { values, names, shape: [count] }: Images,
): readonly number[] {
  const size = values.length / count;
  return names.map((name, i) => {
    const range = rangeOf(values.subarray(i * size, (i + 1) * size));
    if (range > 0) return range;
    throw new RangeError(
      `Cannot draw neighbors of "${name}" as its values must differ: all are ${
        values[i * size]
      }`,
    );
  });
}
