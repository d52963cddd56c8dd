import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import {
  checkedLater,
  describeValue,
  type OptionRequirements,
} from "../../options/mod.ts";
import { asTarget, type TargetInput } from "../../propagation/mod.ts";
import {
  checkEvaluationOptions,
  controlsOf,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
} from "../comparison/mod.ts";
import type { Evaluation, Measure } from "../result/mod.ts";
import {
  callText,
  type EvaluatedMethod,
  type ExperimentUnit,
  fingerprint,
  holdModels,
  prepareMethods,
  RUN_OPTIONS,
  runExperiment,
  type RunOptions,
  runOptionsOf,
  targetIdentity,
} from "../run/mod.ts";
import {
  checkMask,
  pointingGame,
  relevanceMass,
  relevanceRank,
} from "./measures.ts";

/** Images with what is known of where their objects are. */
export interface MaskedImages {
  /** The images. */
  readonly images: ImageInput;
  /** 1 where the object is seen, else 0, `[N, H, W]` of the network's input. */
  readonly masks: Uint8Array;
}

/** The options of {@linkcode localization}. */
export interface LocalizationOptions extends EvaluationOptions, RunOptions {
  /**
   * What is explained.
   *
   * @default {logit()}, the logit of the class with the greatest one
   */
  readonly target?: TargetInput;
}

const MEASURES: readonly (Measure & {
  readonly of: (map: Float32Array, mask: Uint8Array) => number;
})[] = [{
  name: "pointing game",
  meaning: "share of maps whose maximum is on the object",
  better: "higher",
  of: pointingGame,
}, {
  name: "relevance mass",
  meaning: "share of the positive relevance that is on the object",
  better: "higher",
  of: relevanceMass,
}, {
  name: "relevance rank",
  meaning: "share of the object among as many most relevant pixels",
  better: "higher",
  of: relevanceRank,
}];

/**
 * How well maps find the object, where a mask says where it is: the pointing
 * game, and the accuracies of relevance mass and relevance rank.
 *
 * Known limits: a network may well look beside the object, and an edge detector
 * that never saw the network may find it; read the numbers beside the controls'.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param masked Images with masks, as `renderShapes` draws them.
 * @param options The methods, and what is explained.
 * @returns The numbers, by method, measure and image.
 * @throws {TypeError} If masks do not fit the images, or an option does not exist
 * or has another type.
 * @throws {RangeError} If a mask marks nothing, or an option is not valid.
 *
 * @example
 * ```ts
 * import { fullGrad, loadModel, localization, renderShapes } from "fullgrad";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb, masks } = renderShapes({ seed: 1, count: 2 });
 * const images = { data: rgb, shape: [2, 64, 64, 3] };
 * const result = await localization(model, { images, masks }, {
 *   methods: { FullGrad: fullGrad },
 * });
 * const chance = masks.reduce((sum, x) => sum + x, 0) / masks.length;
 * assert(result.interval("FullGrad", "relevance mass").mean > chance);
 * ```
 */
export async function localization(
  model: ModelInput,
  masked: MaskedImages,
  options: LocalizationOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("find objects", options, OPTIONS);
  const loaded = asModel(model);
  const images = await toImages(masked.images, loaded, {
    signal: options.signal,
  });
  checkMasks(masked.masks, images.shape);
  return await holdModels(
    [loaded],
    "read",
    `find objects by maps of "${loaded.name}"`,
    options,
    ([held], options) => locate(held, images, masked.masks, options),
  );
}

async function locate(
  model: Model,
  images: Images,
  masks: Uint8Array,
  options: LocalizationOptions,
): Promise<Evaluation> {
  const [count, height, width] = images.shape;
  const size = height * width;
  const maskOf = (i: number) => masks.subarray(i * size, (i + 1) * size);
  const { methods, backend, subject } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? controlsOf(model),
  });
  const { target } = options;
  const identity = await targetIdentity(target);
  const marked = masks.reduce((sum, x) => x ? sum + 1 : sum, 0);
  const settings = {
    "share of the image that is object": (marked / masks.length).toPrecision(3),
    target: asTarget(target).label,
  };
  return await runExperiment<MethodUnit>({
    frame: {
      experiment: "Localization",
      ...subject,
      measures: MEASURES.map(({ of: _, ...measure }) => measure),
      repeats: { count: 1, name: "repeat" },
      settings,
      limits: [
        "Where a network looks and where the object is are two things: a map can be right and beside the object.",
      ],
    },
    settings: [
      subject.images.fingerprint,
      await fingerprint(masks.slice()),
      identity ?? null,
    ],
    origin: {
      call: callText("localization", subject, settings),
      backend,
      seeds: [],
    },
    units: methods.map((method, m): MethodUnit => ({
      labels: { method: method.name },
      key: identity === undefined ? undefined : method.key,
      block: { methods: [m, m + 1] },
      method,
    })),
    compute: async ({ method }) => {
      const maps = await method.run(model, images, {
        ...(target !== undefined && { target }),
      });
      return {
        values: MEASURES.flatMap(({ of }) =>
          Array.from({ length: count }, (_, i) => of(maps.at(i), maskOf(i)))
        ),
      };
    },
  }, runOptionsOf(options));
}

interface MethodUnit extends ExperimentUnit {
  readonly method: EvaluatedMethod;
}

const OPTIONS: OptionRequirements<LocalizationOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  target: checkedLater,
};

function checkMasks(
  masks: Uint8Array,
  [count, height, width]: Images["shape"],
): void {
  const size = height * width;
  if (!(masks instanceof Uint8Array) || masks.length !== count * size) {
    throw new TypeError(
      `Cannot use the masks as ${count} images of ${height}×${width} must have ${
        count * size
      } values: current value is ${describeValue(masks)}`,
    );
  }
  for (let i = 0; i < count; i++) {
    const mask = masks.subarray(i * size, (i + 1) * size);
    checkMask(mask, mask);
  }
}
