import { progress } from "../../display/mod.ts";
import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import { METHODS } from "../../methods/mod.ts";
import {
  asModel,
  classCount,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import {
  checkedLater,
  checkValue,
  describeValue,
  isRecord,
  nonNegativeInteger,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import {
  type ClassChoice,
  hasLrpRules,
  isRectifier,
} from "../../propagation/mod.ts";
import {
  checkEvaluationOptions,
  controlsOf,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
  hasConvolution,
} from "../comparison/mod.ts";
import { complexity } from "../complexity/mod.ts";
import { checkMasks } from "../localization/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import {
  type MethodInput,
  prepareMethods,
  RUN_OPTIONS,
  type RunOptions,
} from "../run/mod.ts";
import { combineEvaluations } from "./combine.ts";
import { MeasureComparison } from "./measure_comparison.ts";
import {
  type KnownMeasure,
  type MeasureExperiment,
  MEASURES,
  measuresOf,
} from "./measure_table.ts";

/** The options of {@linkcode compareMeasures}. */
export interface CompareMeasuresOptions
  extends Omit<EvaluationOptions, "methods">, RunOptions {
  /**
   * The methods, by the name that figures and tables show.
   *
   * @default those of {@linkcode METHODS} that the network takes and that need a
   * few passes an image (`quickMethods(model)`)
   */
  readonly methods?: Readonly<Record<string, MethodInput>>;
  /**
   * The experiments whose measures are compared, by name: of
   * {@linkcode MEASURES}, or functions of your own.
   *
   * @default {MEASURES}, without `randomLogit` where the network has one class
   * only
   */
  readonly measures?: Readonly<
    Record<string, KnownMeasure | MeasureExperiment>
  >;
  /**
   * Where the objects are, 1 for each of their pixels, `[N, H, W]`: `localization`
   * is an experiment then.
   *
   * @default none: it is not
   */
  readonly masks?: Uint8Array;
  /**
   * The class that is explained, one or one per image.
   *
   * @default the class with the greatest logit
   */
  readonly target?: ClassChoice;
  /**
   * Of how many images, the first ones, the maps are kept for figures.
   *
   * @default {1}
   */
  readonly examples?: number;
  /** Told after every experiment how many are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

const OBJECT = { expected: "an object", isType: isRecord };

/**
 * All methods by all measures: every experiment on the same images and methods, in
 * one record, with the rank of each method under each measure, how far measures
 * agree, and the maps of an image side by side.
 *
 * Every experiment runs with its own default options (`pixelPerturbation` filled as
 * the others, with 0 after normalization, `continuity` at nine places), unit by
 * unit: with `folder` a run that was stopped goes on where it was, `shard` splits
 * it, and experiments share the maps of the images as they are, which without
 * `folder` or `mapFolder` each computes for itself. What it takes is said before it
 * begins, as maps and forward passes; methods of many passes take so many for each
 * map. The default network, 16 images and the default methods take about two
 * minutes on two cores.
 *
 * Along an axis the area under the curve counts. Measures that speak for no method,
 * such as the similarity to another class's map, are in the table and have no
 * rank.
 *
 * Known limits: measures of one family share what they ask, so that their
 * agreement is no confirmation; ranks by means hide how close methods are: see
 * `paired()`. Complexity and robustness ask nothing of the network: maps that say
 * nothing win them. What is held against each measure is in `text`.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A folder's files, a batch, or whatever else images can be.
 * @param options Methods, measures, masks.
 * @returns The numbers by method, measure and image.
 * @throws {RangeError} If there is no method or measure, an option is not valid, or
 * a mask marks nothing.
 * @throws {TypeError} If an option does not exist or has another type, masks do not
 * fit the images, or an experiment gives no evaluation of the images.
 *
 * @example
 * ```ts
 * import { compareMeasures, fullGrad, gradCam, inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { MEASURES } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 2 });
 * const comparison = await compareMeasures(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   {
 *     methods: { FullGrad: fullGrad, GradCAM: gradCam, Gradient: inputGradient },
 *     measures: { complexity: MEASURES.complexity },
 *   },
 * );
 * const pairs = comparison.agreement().map(({ a, b, n }) => [a, b, n]);
 * assertEquals(pairs[0], ["sparseness", "complexity", 2]);
 * ```
 */
export async function compareMeasures(
  model: ModelInput,
  images: ImageInput,
  options: CompareMeasuresOptions = {},
): Promise<MeasureComparison> {
  const loaded = asModel(model);
  // Spread below, anything would do.
  checkValue("compare measures", "options", options, OBJECT);
  const { methods = quickMethods(loaded) } = options;
  checkEvaluationOptions(
    "compare measures",
    { ...options, methods },
    OPTIONS,
  );
  const batch = await toImages(images, loaded, { signal: options.signal });
  if (options.masks !== undefined) checkMasks(options.masks, batch);
  const measures = measuresOf(classCount(loaded.graph), options);
  const controls = options.controls ??
    await controlsFor(loaded, batch, methods, options);
  const { examples = 1, target, masks: _, measures: __, ...run } = options;
  const own = {
    ...run,
    ...(target !== undefined && { target }),
    methods,
    controls,
    onProgress: () => {},
  };
  const count = batch.names.length;
  const total = Object.keys(measures).length;
  using bar = progress(
    costWords(measures, {
      methods: Object.keys({ ...methods, ...controls }).length,
      images: count,
    }),
    total,
  );
  const maps = await complexity(loaded, batch, { ...own, examples });
  const parts: Record<string, Evaluation> = {};
  for (const [done, [name, measure]] of Object.entries(measures).entries()) {
    parts[name] = measure === MEASURES.complexity
      ? maps
      : partOf(name, await runOf(measure)(loaded, batch, own), maps);
    bar.advance();
    options.onProgress?.(done + 1, total);
    options.signal?.throwIfAborted();
  }
  const data = combineEvaluations(maps, parts);
  const notes = options.measures || "randomLogit" in measures ? [] : [
    "The network has one class: there is no other one whose map randomLogit could compare.",
  ];
  return new MeasureComparison({ ...data, notes: [...data.notes, ...notes] });
}

/** Methods of the table that take many passes for a map. */
const SLOW: ReadonlySet<string> = new Set([
  "smoothFullGrad",
  "smoothGrad",
  "smoothGradSquared",
  "guidedIntegratedGradients",
  "scoreCam",
  "occlusion",
  "rise",
]);

/**
 * The methods of {@linkcode METHODS} that a network takes and that need one to
 * fifty passes for a map, by name, without the controls.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @returns Each with its name in the table.
 * @throws {TypeError} If it is no model, or its input is not an image.
 * @throws {Error} If the model was disposed.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { quickMethods } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const methods = quickMethods(await loadModel("shapes_vgg9"));
 * assert("fullGrad" in methods && !("rise" in methods));
 * ```
 */
export function quickMethods(
  model: ModelInput,
): Readonly<Record<string, MethodInput>> {
  const { graph } = asModel(model);
  const { nodes } = graph;
  const has = {
    "feature maps": hasConvolution(graph),
    "attention": nodes.some(({ kind }) => kind === "attention"),
    "rectifier": nodes.some(isRectifier),
    "layers with LRP rules": hasLrpRules(graph),
  };
  return Object.fromEntries(
    Object.entries(METHODS).filter(([name, { family, needs }]) =>
      family !== "control" && !SLOW.has(name) &&
      needs.every((need) => has[need])
    ).map(([name, { run }]) => [name, run]),
  );
}

const OPTIONS: OptionRequirements<
  CompareMeasuresOptions & Pick<EvaluationOptions, "methods">
> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  chunkSize: positiveInteger,
  measures: {
    expected:
      "an object of experiments by name, one or more, such as { complexity: MEASURES.complexity }",
    isType: (value) =>
      isRecord(value) &&
      Object.values(value).every((measure) =>
        typeof measure === "function" ||
        isRecord(measure) && typeof measure.run === "function"
      ),
    isValue: (value: object) => Object.keys(value).length > 0,
  },
  masks: checkedLater,
  target: checkedLater,
  examples: nonNegativeInteger,
};

function runOf(measure: KnownMeasure | MeasureExperiment): MeasureExperiment {
  return typeof measure === "function" ? measure : measure.run;
}

/** What an experiment returned, if it is an evaluation of the same images and weights. */
function partOf(name: string, part: unknown, maps: Evaluation): Evaluation {
  const { data } = Object(part) as Partial<Evaluation>;
  const { images, model } = maps.data;
  const isOfImages = data?.images?.fingerprint === images.fingerprint;
  if (isOfImages && data.model?.fingerprint === model.fingerprint) {
    return part as Evaluation;
  }
  throw new TypeError(
    `Cannot compare measures as each experiment must give an Evaluation of the network and the images that it is given: "${name}" gives ${
      isOfImages
        ? "one of another network, or of weights that were changed meanwhile"
        : data?.images
        ? "one of other images"
        : describeValue(part)
    }`,
  );
}

/** The controls of all experiments: those of the layers of the methods' maps. */
async function controlsFor(
  model: Model,
  images: Images,
  methods: Readonly<Record<string, MethodInput>>,
  { chunkSize, signal }: CompareMeasuresOptions,
): Promise<Readonly<Record<string, MethodInput>>> {
  const { subject } = await prepareMethods(model, images, {
    methods,
    controls: {},
    chunkSize,
    signal,
  });
  return controlsOf(model, subject.methods);
}

/** What the known experiments take, before they begin. */
function costWords(
  measures: Readonly<Record<string, KnownMeasure | MeasureExperiment>>,
  { methods, images }: { readonly methods: number; readonly images: number },
): string {
  const known = Object.values(measures).flatMap((measure) =>
    typeof measure === "function" ? [] : [measure.cost]
  );
  const own = Object.keys(measures).length - known.length;
  const sum = (of: "maps" | "outputs") =>
    (known.reduce((sum, cost) => sum + cost[of], 0) * methods * images)
      .toLocaleString("en");
  return `Measures of ${methods} methods and controls, ${images} images: ${
    sum("maps")
  } maps and ${sum("outputs")} forward passes${
    own === 0 ? "" : `, and those of ${own} experiments of your own`
  }`;
}
