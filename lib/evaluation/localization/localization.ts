import type { SaliencyMap } from "../../aggregation/mod.ts";
import { type ImageInput, toImages } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import type { TargetInput } from "../../propagation/mod.ts";
import {
  contestants,
  type EvaluationOptions,
  runningOptions,
  Work,
} from "../comparison/mod.ts";
import { ImageScores, type ScoreMeasure } from "../scores/mod.ts";
import { checkMask } from "./check_mask.ts";
import { pointingGame } from "./pointing_game.ts";
import { relevanceMass } from "./relevance_mass.ts";
import { relevanceRank } from "./relevance_rank.ts";

/** Images with what is known of where their objects are. */
export interface MaskedImages {
  /** The images. */
  readonly images: ImageInput;
  /** 1 where the object is seen, else 0, `[N, H, W]` of the network's input. */
  readonly masks: Uint8Array;
}

/** The options of {@linkcode localization}. */
export interface LocalizationOptions extends EvaluationOptions {
  /**
   * What is explained.
   *
   * @default {logit()}, the logit of the class with the greatest one
   */
  readonly target?: TargetInput;
}

const MEASURES: readonly (ScoreMeasure & {
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
 * @throws {TypeError} If masks do not fit the images.
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
 * const scores = await localization(model, { images, masks }, {
 *   methods: { FullGrad: fullGrad },
 * });
 * const chance = masks.reduce((sum, x) => sum + x, 0) / masks.length;
 * assert(scores.interval("FullGrad", "relevance mass").mean > chance);
 * ```
 */
export async function localization(
  model: ModelInput,
  masked: MaskedImages,
  options: LocalizationOptions,
): Promise<ImageScores> {
  const loaded = asModel(model);
  const images = await toImages(masked.images, loaded);
  const [count, height, width] = images.shape;
  const size = height * width;
  const { masks } = masked;
  if (masks.length !== count * size) {
    throw new TypeError(
      `Cannot use the masks as ${count} images of ${height}×${width} must have ${
        count * size
      } values: current number is ${masks.length}`,
    );
  }
  const maskOf = (i: number) => masks.subarray(i * size, (i + 1) * size);
  for (let i = 0; i < count; i++) checkMask(maskOf(i), maskOf(i));
  const entrants = contestants(options, loaded);
  const running = {
    ...runningOptions(options),
    ...(options.target !== undefined && { target: options.target }),
  };
  using work = new Work("Localization", entrants.length, options);
  const methods = [];
  for (const { name, control, method } of entrants) {
    const maps: SaliencyMap = await method(loaded, images, running);
    methods.push({
      name,
      control,
      method: maps.method,
      signed: maps.signed,
      settings: maps.settings,
      values: Object.fromEntries(
        MEASURES.map(({ name, of }) => [
          name,
          Array.from({ length: count }, (_, i) => of(maps.at(i), maskOf(i))),
        ]),
      ),
    });
    await work.advance();
  }
  const covered = masks.reduce((sum, x) => x ? sum + 1 : sum, 0);
  const share = covered / masks.length;
  return new ImageScores({
    title: "Localization",
    model: loaded,
    images,
    methods,
    measures: MEASURES,
    settings: { "share of the image that is object": share.toPrecision(3) },
    limits: [
      "Where a network looks and where the object is are two things: a map can be right and beside the object.",
    ],
    notes: [],
  });
}
