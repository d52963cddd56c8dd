import * as tf from "@tensorflow/tfjs";
import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import {
  checkOptions,
  oneOf,
  type OptionRequirements,
} from "../../options/mod.ts";
import { forwardToTarget } from "../../propagation/mod.ts";
import {
  ATTENTION_OPTIONS,
  type AttentionOptions,
  attentionWeights,
  tokenRelevance,
} from "./token_relevance.ts";

const FUSIONS = { mean: tf.mean, max: tf.max, min: tf.min } as const;

/** How the heads of a layer become one. */
export type HeadFusion = keyof typeof FUSIONS;

/** The options of {@linkcode attentionRollout}. */
export interface AttentionRolloutOptions extends AttentionOptions {
  /**
   * What is taken over the heads of a layer before layers are multiplied.
   *
   * @default {"mean"}
   */
  readonly headFusion?: HeadFusion;
}

/** What {@linkcode AttentionRolloutOptions} must be. */
export const ATTENTION_ROLLOUT_OPTIONS: OptionRequirements<
  AttentionRolloutOptions
> = {
  ...ATTENTION_OPTIONS,
  headFusion: oneOf(Object.keys(FUSIONS)),
};

/**
 * The attention rollout of every pixel: how much the token that the head reads
 * attends to each patch, through all layers. `Ã = ½ A + ½ I` with rows that add
 * up to 1, A being a layer's attention over its heads, and the map is the row of
 * `Ã_L ⋯ Ã_1` of the class token, or the mean over tokens where the head takes it.
 *
 * Source: Abnar & Zuidema, "Quantifying Attention Flow in Transformers", 2020,
 * arXiv 2005.00928, equation 1. Known refutation: it sees attention only, neither
 * values nor what is between two attentions, and not the class, so that it is the
 * same whatever is explained (Chefer, Gur & Wolf, "Transformer Interpretability
 * Beyond Attention Visualization", 2021, arXiv 2012.09838).
 *
 * @param model A vision transformer whose attention is of all tokens on all.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options How heads become one, and how the map is shown; the target makes
 * no difference.
 * @returns A map `[N, H, W]`, 0…1; `layerMap` has a value for every patch.
 * @throws {TypeError} If the network has no attention, or one of windows or of
 * several numbers of tokens, or an option does not exist or has another type.
 * @throws {RangeError} If the fusion of heads is none of these.
 *
 * @example
 * ```ts
 * import { attentionRollout, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("data/shapes_vit");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await attentionRollout(model, image, { headFusion: "max" });
 * assertEquals(map.layerMap!.shape, [1, 8, 8]);
 * ```
 */
export async function attentionRollout(
  model: ModelInput,
  images: ImageInput,
  options: AttentionRolloutOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run attentionRollout", options, ATTENTION_ROLLOUT_OPTIONS);
  const { headFusion = "mean" } = options;
  return await tokenRelevance(model, images, options, {
    method: "Attention rollout",
    settings: { headFusion },
    notes: ["Attention rollout is class-agnostic: no target changes its map."],
    whyEmpty: "no attention of the token that the head reads is on the image",
    matricesOf: (chunk, layers) => {
      const { record, logits, value } = forwardToTarget(chunk);
      const matrices = layers.map(({ id }) => {
        const fused = FUSIONS[headFusion](attentionWeights(record.at(id)), 1);
        const mixed = tf.add(fused, tf.eye(fused.shape.at(-1)!));
        return tf.div(mixed, tf.sum(mixed, -1, true)) as tf.Tensor3D;
      });
      return { logits, value, matrices };
    },
  });
}
