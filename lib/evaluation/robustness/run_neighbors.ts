import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import {
  asModel,
  classCount,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import { checkedLater, type OptionRequirements } from "../../options/mod.ts";
import { type ClassChoice, classIndices } from "../../propagation/mod.ts";
import {
  controlsOf,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
  predictedClasses,
  runningOptions,
} from "../comparison/mod.ts";
import { type BlockUnit, blockUnits } from "../perturbation/mod.ts";
import type { Evaluation, EvaluationFrame, Measure } from "../result/mod.ts";
import {
  callText,
  holdModels,
  imagesBetween,
  methodMaps,
  prepareMethods,
  RUN_OPTIONS,
  runExperiment,
  type RunOptions,
  runOptionsOf,
  settingsJson,
} from "../run/mod.ts";
import type { ExplainedInput } from "./measures.ts";
import { Neighborhood, type Neighbors, valuesOf } from "./neighborhood.ts";
import type { Response } from "./responses.ts";

/** The options of everything that explains neighbors of images. */
export interface NeighborOptions extends EvaluationOptions, RunOptions {
  /**
   * The class that is explained, of an image and of its neighbors, one or one per
   * image.
   *
   * @default the class with the greatest logit of the unchanged image
   */
  readonly target?: ClassChoice;
}

/** What {@linkcode NeighborOptions} must be. */
export const NEIGHBOR_OPTIONS: OptionRequirements<NeighborOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  target: checkedLater,
};

/** A number of an image and one of its neighbors, and what is made of all. */
export interface NeighborMeasure extends Measure {
  /** `undefined` for a neighbor that does not count. */
  readonly of: (
    at: ExplainedInput,
    neighbor: ExplainedInput,
    response: Response,
  ) => number | undefined;
  /** The greatest of the numbers, or their mean. */
  readonly over: "most" | "mean";
  /** Why no neighbor of an image counts, behind "as". */
  readonly whyNone?: string;
}

/** Which neighbors images have, and what is measured of their maps. */
export interface NeighborExperiment
  extends
    Neighbors,
    Pick<EvaluationFrame, "experiment" | "settings" | "limits"> {
  /** The function that users call. */
  readonly call: string;
  readonly measures: readonly NeighborMeasure[];
  /** What chose all that is random. */
  readonly seeds: readonly number[];
  /** Whether an image has neighbors, by its place; all have if left out. */
  readonly hasNeighbors?: (position: number) => boolean;
}

/** How many images are in work at once. */
const BLOCK = 50;

/** Explains images and their neighbors, and measures how far the maps move. */
export async function runNeighbors(
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: NeighborOptions,
  experiment: (images: Images) => NeighborExperiment,
): Promise<Evaluation> {
  const model = asModel(modelInput);
  const images = await toImages(imageInput, model, { signal: options.signal });
  const checked = experiment(images);
  return await holdModels(
    [model],
    "read",
    `measure how maps of "${model.name}" move`,
    options,
    ([held], options) => runNeighborsOf(held, images, options, checked),
  );
}

async function runNeighborsOf(
  model: Model,
  images: Images,
  options: NeighborOptions,
  experiment: NeighborExperiment,
): Promise<Evaluation> {
  const { settings, seeds, measures, hasNeighbors = () => true } = experiment;
  const [count] = images.shape;
  const { methods, backend, subject } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? controlsOf,
  });
  const running = runningOptions(options);
  const classes = classIndices(
    options.target,
    count,
    classCount(model.graph),
    model.classNames,
  ) ?? await predictedClasses(model, images, running);
  let last: Neighborhood | undefined;
  return await runExperiment<BlockUnit>({
    frame: {
      experiment: experiment.experiment,
      ...subject,
      measures: measures.map((
        { of: _, over: __, whyNone: ___, ...measure },
      ) => measure),
      repeats: { count: 1, name: "repeat" },
      settings,
      limits: experiment.limits,
    },
    settings: settingsJson({
      experiment: experiment.experiment,
      images: subject.images.fingerprint,
      classes,
      block: BLOCK,
      ...settings,
    }),
    origin: {
      call: callText(experiment.call, subject, settings),
      backend,
      seeds,
    },
    units: blockUnits(methods, count, BLOCK),
    compute: async ({ method, start }, { cache }) => {
      if (last?.start !== start) {
        const end = Math.min(count, start + BLOCK);
        const block = imagesBetween(images, start, end);
        last = new Neighborhood(model, block, start, experiment, running);
      }
      const around = last;
      const targets = classes.slice(start, start + BLOCK);
      const batch = { model, images: around.images, targets };
      const maps = await methodMaps(cache, method, batch);
      const responses = await around.responses();
      const found = maps.map(() => measures.map((): number[] => []));
      for (let k = 0; k < experiment.count; k++) {
        const neighbors = around.at(k);
        const others = await method.run(model, neighbors, { target: targets });
        found.forEach((lists, i) => {
          if (!hasNeighbors(start + i)) return;
          const at = { map: maps[i]!, input: around.values(i) };
          const other = { map: others.at(i), input: valuesOf(neighbors, i) };
          measures.forEach(({ of }, m) => {
            const value = of(at, other, responses[k]?.[i]!);
            if (value !== undefined) lists[m]!.push(value);
          });
        });
      }
      return {
        values: measures.flatMap(({ over }, m) =>
          found.map((lists) => summaryOf(lists[m]!, over))
        ),
        notes: [
          ...await around.notes(),
          ...around.images.names.filter((_, i) => !hasNeighbors(start + i))
            .map((name) =>
              `All values of ${name} are equal, so that it has no neighbors: it has no number.`
            ),
          ...measures.flatMap((measure, m) =>
            whyNone(
              measure,
              method.name,
              [start, around.images.names],
              found.map((lists, i) =>
                hasNeighbors(start + i) ? lists[m] : undefined
              ),
            )
          ),
        ],
      };
    },
  }, runOptionsOf(options));
}

/**
 * Which images have no number by a measure, and why: none of their neighbors
 * counts, or a map moves infinitely far.
 *
 * @param lists Its numbers by image; `undefined` where that is said already.
 */
function whyNone(
  { name, over, whyNone = "none of its neighbors counts" }: NeighborMeasure,
  method: string,
  [start, names]: readonly [start: number, names: readonly string[]],
  lists: readonly (readonly number[] | undefined)[],
): readonly string[] {
  const infinite =
    lists.filter((values) =>
      values && values.length > 0 && summaryOf(values, over) === null
    ).length;
  return [
    ...names.filter((_, i) => lists[i]?.length === 0)
      .map((image) => `${image} has no ${name} as ${whyNone}.`),
    ...(infinite === 0 ? [] : [
      `${name} is missing where a map moves infinitely far, as one of zeros does (${method}: ${infinite} of images ${
        start + 1
      } to ${start + names.length})`,
    ]),
  ];
}

function summaryOf(
  values: readonly number[],
  over: NeighborMeasure["over"],
): number | null {
  if (values.length === 0) return null;
  const value = over === "most"
    ? values.reduce((most, x) => Math.max(most, x), -Infinity)
    : values.reduce((sum, x) => sum + x, 0) / values.length;
  return Number.isFinite(value) ? value : null;
}
