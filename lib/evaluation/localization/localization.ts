import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import {
  checkedLater,
  checkValue,
  describeValue,
  objectOf,
  type OptionRequirements,
} from "../../options/mod.ts";
import type { TargetInput } from "../../propagation/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import {
  checkEvaluationOptions,
  eachMap,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
  scoreMaps,
} from "../comparison/mod.ts";
import {
  type Evaluation,
  limitsOf,
  type Measure,
  measure,
} from "../result/mod.ts";
import { RUN_OPTIONS, type RunOptions } from "../run/mod.ts";
import { pointingGame, relevanceMass, relevanceRank } from "./measures.ts";

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
  ...measure("pointing game"),
  of: pointingGame,
}, {
  ...measure("relevance mass"),
  of: relevanceMass,
}, {
  ...measure("relevance rank"),
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
  const expected = "an object with images and masks";
  checkValue("find objects", "masked", masked, objectOf(expected));
  const images = await toImages(masked.images, loaded, {
    signal: options.signal,
  });
  const { masks } = masked;
  checkMasks(masks, images);
  const [, height, width] = images.shape;
  const size = height * width;
  const marked = masks.reduce((sum, x) => x ? sum + 1 : sum, 0);
  return await scoreMaps(loaded, images, options, {
    experiment: "Localization",
    call: "localization",
    action: "find objects",
    ...eachMap(MEASURES.map(({ of, ...measure }) => ({
      ...measure,
      of: (map, i) => of(map, masks.subarray(i * size, (i + 1) * size)),
    }))),
    settings: {
      "share of the image that is object": (marked / masks.length)
        .toPrecision(3),
    },
    identity: await sha256(masks.slice()),
    limits: limitsOf(MEASURES),
  });
}

const OPTIONS: OptionRequirements<LocalizationOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  target: checkedLater,
};

/**
 * @throws {TypeError} If masks do not fit the images.
 * @throws {RangeError} If one of them marks nothing.
 */
export function checkMasks(
  masks: Uint8Array,
  { names, shape: [count, height, width] }: Images,
): void {
  const size = height * width;
  if (!(masks instanceof Uint8Array) || masks.length !== count * size) {
    throw new TypeError(
      `Cannot use the masks as ${count} images of ${height}×${width} must have a Uint8Array of ${
        count * size
      } values: current value is ${describeValue(masks)}`,
    );
  }
  for (let i = 0; i < count; i++) {
    if (masks.subarray(i * size, (i + 1) * size).some((value) => value)) {
      continue;
    }
    throw new RangeError(
      `Cannot use the mask of ${
        JSON.stringify(names[i])
      } as it must mark at least one pixel: current number is 0`,
    );
  }
}
