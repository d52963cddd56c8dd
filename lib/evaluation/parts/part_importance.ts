import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import {
  asModel,
  classCount,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import {
  checkedLater,
  checkValue,
  integer,
  listOf,
  objectOf,
  objectWith,
  type OptionRequirements,
  positiveInteger,
  text,
} from "../../options/mod.ts";
import {
  type ClassChoice,
  classIndices,
  explainOutputs,
  logit,
} from "../../propagation/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import {
  checkEvaluationOptions,
  controlsOf,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
  runningOptions,
} from "../comparison/mod.ts";
import { type BlockUnit, blockUnits } from "../perturbation/mod.ts";
import { type Evaluation, limitsOf } from "../result/mod.ts";
import {
  callText,
  holdModels,
  imagesBetween,
  imagesFingerprint,
  methodMaps,
  prepareMethods,
  RUN_OPTIONS,
  runExperiment,
  type RunOptions,
  runOptionsOf,
  settingsJson,
} from "../run/mod.ts";
import { sumOver } from "../similarity/mod.ts";
import { PART_MEASURES, partScores, whyNone } from "./part_scores.ts";

/** Images of objects, and the same without each of their parts. */
export interface PartedImages {
  /** The images. */
  readonly images: ImageInput;
  /** The parts, image by image: the position of its image, and a name. */
  readonly parts: readonly { readonly image: number; readonly name: string }[];
  /** The image of every part without it, in the order of the parts. */
  readonly removed: ImageInput;
  /** 1 where a part is, else 0, `[parts, H, W]`. */
  readonly regions: Uint8Array;
}

/** The options of {@linkcode partImportance}. */
export interface PartImportanceOptions extends EvaluationOptions, RunOptions {
  /**
   * The class that is explained and watched, one or one per image.
   *
   * @default the class with the greatest logit of the whole image
   */
  readonly target?: ClassChoice;
  /**
   * How many images make a unit of work, together with a method.
   *
   * @default {50}
   */
  readonly blockSize?: number;
}

/**
 * How well the sums of a map over the parts of an object rank what the parts are
 * worth to the network: Spearman's correlation over the parts of an image of
 * `Σ_part map` and `f(x) − f(x without the part)`, higher is better.
 *
 * What a part is worth is known: the image is drawn without it, all else pixel by
 * pixel the same (`renderParts`). `parts` sums the map as it is, `parts, absolute`
 * its absolute values. Beside them is whether the part with the greatest sum is
 * the one that is worth most. An image of one part, or a map of equal sums, has no
 * correlation and no number; nor has an image whose parts are all worth the same.
 * Notes say which.
 *
 * Source: after Hesse, Schaub-Meyer & Roth, "FunnyBirds: A Synthetic Vision
 * Dataset for a Part-Based Analysis of Explainable AI Methods", ICCV 2023, single
 * deletion. Known limits: an object without a part is like none of the training
 * images; of few parts, one image says little; and where parts that are large are
 * worth more, any map that is positive everywhere does well: read a method beside
 * the random map, whose sums are the sizes.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param parted The images and their parts.
 * @param options The methods, and what is explained.
 * @returns The numbers, by method, measure and image.
 * @throws {TypeError} If the parts do not fit the images, or an option does not
 * exist or has another type.
 * @throws {RangeError} If an option is not valid.
 *
 * @example
 * ```ts
 * import { inputTimesGradient, loadModel } from "fullgrad";
 * import { renderParts } from "fullgrad/data";
 * import { partImportance } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb, parts, removed, regions } = renderParts({ seed: 1, count: 3 });
 * const result = await partImportance(model, {
 *   images: { data: rgb, shape: [3, 64, 64, 3] },
 *   removed: { data: removed, shape: [parts.length, 64, 64, 3] },
 *   parts,
 *   regions,
 * }, { methods: { "Input × gradient": inputTimesGradient } });
 * assert(Math.abs(result.interval("Input × gradient").mean) <= 1);
 * ```
 */
export async function partImportance(
  model: ModelInput,
  parted: PartedImages,
  options: PartImportanceOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("weigh parts", options, OPTIONS);
  const loaded = asModel(model);
  const expected = "an object with images, parts and removed";
  checkValue("weigh parts", "parted", parted, objectOf(expected));
  checkValue("weigh parts", "parts", parted.parts, PARTS);
  const { signal } = options;
  const images = await toImages(parted.images, loaded, { signal });
  const removed = await toImages(parted.removed, loaded, { signal });
  checkParts(parted, images, removed);
  return await holdModels(
    [loaded],
    "read",
    `weigh parts by maps of "${loaded.name}"`,
    options,
    ([held], options) =>
      weighParts(held, { ...parted, images, removed }, options),
  );
}

const PARTS = listOf(
  objectWith("an object with image and name", { image: integer, name: text }),
);

const OPTIONS: OptionRequirements<PartImportanceOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  target: checkedLater,
  blockSize: positiveInteger,
};

interface ReadParts extends PartedImages {
  readonly images: Images;
  readonly removed: Images;
}

async function weighParts(
  model: Model,
  parted: ReadParts,
  options: PartImportanceOptions,
): Promise<Evaluation> {
  const { images, parts, removed, regions } = parted;
  const { blockSize = 50 } = options;
  const [count, height, width] = images.shape;
  const size = height * width;
  const classes = classIndices(
    options.target,
    count,
    classCount(model.graph),
    model.classNames,
  );
  const { methods, backend, subject } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? controlsOf,
  });
  const running = runningOptions(options);
  const whole = await explainOutputs(model, images, {
    ...running,
    target: logit(classes),
  });
  const { classes: watched, values: before } = whole.target;
  const without = await explainOutputs(model, removed, {
    ...running,
    target: logit(parts.map(({ image }) => watched[image]!)),
  });
  const worth = parts.map(({ image }, part) =>
    before[image]! - without.target.values[part]!
  );
  const ofImage = Array.from(
    { length: count },
    (_, i) => [...parts.keys()].filter((part) => parts[part]!.image === i),
  );
  const settings = { parts: parts.length, target: whole.target.label };
  const experiment = "Importance of parts";
  return await runExperiment<BlockUnit>({
    frame: {
      experiment,
      ...subject,
      measures: PART_MEASURES,
      repeats: { count: 1, name: "repeat" },
      settings,
      limits: limitsOf(PART_MEASURES),
    },
    settings: settingsJson([
      experiment,
      subject.images.fingerprint,
      await imagesFingerprint(removed),
      await sha256(regions.slice()),
      parts.map(({ image }) => image),
      watched,
      blockSize,
    ]),
    origin: {
      call: callText("partImportance", subject, settings),
      backend,
      seeds: [],
    },
    units: blockUnits(methods, count, blockSize),
    compute: async ({ method, start }, { cache }) => {
      const end = Math.min(count, start + blockSize);
      const maps = await methodMaps(cache, method, {
        model,
        images: imagesBetween(images, start, end),
        targets: watched.slice(start, end),
      });
      const scores = maps.map((map, i) => {
        const own = ofImage[start + i]!;
        const sums = (of: (value: number) => number) =>
          own.map((part) =>
            sumOver(map, regions.subarray(part * size, (part + 1) * size), of)
          );
        const drops = own.map((part) => worth[part]!);
        return partScores(sums((x) => x), sums(Math.abs), drops);
      });
      return {
        values: PART_MEASURES.flatMap((_, k) => scores.map((s) => s[k]!)),
        notes: whyNone({
          method: method.name,
          start,
          names: images.names.slice(start, end),
          drops: ofImage.slice(start, end)
            .map((own) => own.map((part) => worth[part]!)),
          scores,
        }),
      };
    },
  }, runOptionsOf(options));
}

/** @throws {TypeError} If the parts do not fit the images. */
function checkParts(
  { parts, regions }: PartedImages,
  { shape: [count, height, width] }: Images,
  { shape: [removed] }: Images,
): void {
  const far = parts.find(({ image }) => image < 0 || image >= count);
  if (far !== undefined) {
    throw new TypeError(
      `Cannot weigh parts as each must be of one of the ${count} images: current image of "${far.name}" is ${far.image}`,
    );
  }
  const size = parts.length * height * width;
  if (
    removed === parts.length && regions instanceof Uint8Array &&
    regions.length === size
  ) return;
  throw new TypeError(
    `Cannot weigh parts as ${parts.length} of them must have an image each and ${size} values of regions: current numbers are ${removed} and ${regions?.length}`,
  );
}
