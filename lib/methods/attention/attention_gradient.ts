import * as tf from "@tensorflow/tfjs";
import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import {
  backward,
  forwardToTarget,
  TieCounter,
} from "../../propagation/mod.ts";
import {
  ATTENTION_OPTIONS,
  type AttentionOptions,
  attentionWeights,
  tokenRelevance,
  withHeads,
} from "./token_relevance.ts";

/**
 * The attention × gradient of every pixel: `R ← R + Ā R` over the layers, from
 * `R = I` on, with `Ā = mean over heads of ReLU(∇A ⊙ A)`, A being a layer's
 * attention and ∇A the gradient by it; the map is the row of R of the class token,
 * or the mean over tokens where the head takes it.
 *
 * Source: Chefer, Gur & Wolf, "Generic Attention-model Explainability for
 * Interpreting Bi-Modal and Encoder-Decoder Transformers", 2021, arXiv 2103.15679,
 * equations 5 and 6. Known limit: it keeps what speaks for the class only, and
 * sees nothing of values and of what is between two attentions but by the
 * gradient, so that its map adds up to no output.
 *
 * @param model A vision transformer whose attention is of all tokens on all.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and how the map is shown.
 * @returns A map `[N, H, W]`, ≥ 0; `layerMap` has a value for every patch.
 * @throws {TypeError} If the network has no attention, or one of windows or of
 * several numbers of tokens, or an option does not exist or has another type.
 * @throws {RangeError} If the target does not exist.
 *
 * @example
 * ```ts
 * import { attentionGradient, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("data/shapes_vit");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await attentionGradient(model, image, { target: 3 });
 * assertEquals(map.layerMap!.shape, [1, 8, 8]);
 * ```
 */
export async function attentionGradient(
  model: ModelInput,
  images: ImageInput,
  options: AttentionOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run attentionGradient", options, ATTENTION_OPTIONS);
  return await tokenRelevance(model, images, options, {
    method: "Attention × gradient",
    settings: {},
    notes: [],
    whyEmpty:
      "no attention of the token that the head reads on the image has a gradient over 0",
    matricesOf: (chunk, layers) => {
      const { record, logits, value, gradient } = forwardToTarget(chunk);
      const matrices = new Map<number, tf.Tensor3D>();
      const counter = new TieCounter(chunk.graph);
      const [first] = layers;
      backward(record, gradient, {
        to: first!.id,
        ties: chunk.ties,
        visit: (node, g, at) => {
          if (node.id !== first!.id) counter.visit(node, g, at);
          if (node.kind !== "attention") return;
          matrices.set(
            node.id,
            tf.tidy(() => {
              const weights = attentionWeights(at);
              const byWeights = tf.matMul(
                withHeads(g),
                withHeads(at.inputs[1]!),
                false,
                true,
              );
              const own = tf.mean(tf.relu(tf.mul(byWeights, weights)), 1);
              return tf.add(own, tf.eye(own.shape.at(-1)!)) as tf.Tensor3D;
            }),
          );
        },
      });
      return {
        logits,
        value,
        ties: counter.layers,
        matrices: layers.map(({ id }) => matrices.get(id)!),
      };
    },
  });
}
