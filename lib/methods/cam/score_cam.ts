import * as tf from "@tensorflow/tfjs";
import { alignCorners, SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import { explainInChunks, forwardToTarget } from "../../propagation/mod.ts";
import { classLayerNotes, spatialLayer } from "./spatial_layer.ts";
import { Copies } from "../masking/copies.ts";
import { CAM_OPTIONS, type CamOptions } from "./class_activation_map.ts";
import { layerMaps } from "./layers_pass.ts";

/** Feature maps that are enlarged to the image at once. */
const CHANNELS_AT_ONCE = 32;

/**
 * The ScoreCAM of every pixel: the feature maps A of a layer, each weighted by what
 * the network says of the image under it, `ReLU(Σ_k α_k A_k)` with α the softmax
 * over channels of `f(x ⊙ H_k)` and H_k the map A_k, enlarged to the image and
 * scaled to 0…1. It takes no gradient, but a forward pass a channel.
 *
 * The paper takes `f(x ⊙ H_k) − f(0)`; the softmax does not see the difference.
 *
 * Source: Wang et al., "Score-CAM", 2020, arXiv 1910.01279, equations 5 to 8 and
 * algorithm 1. Known limit: the softmax over logits gives a few channels nearly all
 * of the weight; and an image under a map is none that the network was trained on.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, the layer, and how its map is shown.
 * @returns A map `[N, H, W]`; `layerMap` has it in the layer's size.
 * @throws {RangeError} If there is no such layer; lists names that are near.
 * @throws {TypeError} If the layer has no feature maps, or an option does not
 * exist or has another type.
 *
 * @example
 * ```ts
 * import { loadModel, scoreCam } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await scoreCam(model, "data/images/boat.png", { layer: "relu3" });
 * assertEquals(map.layerMap!.shape, [1, 16, 16]);
 * ```
 */
export async function scoreCam(
  model: ModelInput,
  images: ImageInput,
  options: CamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run scoreCam", options, CAM_OPTIONS);
  const { rectify = true, upsample = alignCorners } = options;
  const loaded = asModel(model);
  const layer = spatialLayer(loaded, options.layer);
  const { onProgress: _, ...quiet } = options;
  const { arrays: { maps }, explained } = await explainInChunks(
    loaded,
    images,
    quiet,
    (chunk) => {
      const { logits, value, record } = forwardToTarget(chunk, {
        keepOutputsOf: [layer.name],
      });
      const { output } = record.at(layer.id);
      return {
        logits,
        value,
        tensors: { maps: layerMaps(chunk.graph, layer, output) },
      };
    },
  );
  const copies = new Copies(loaded, explained, options);
  const [count, height, width] = explained.images.shape;
  const [, rows, columns, channels] = maps.shape as tf.Tensor4D["shape"];
  const size = rows * columns * channels;
  const layerMap = new Float32Array(count * rows * columns);
  const values = new Float32Array(count * height * width);
  for (let image = 0; image < count; image++) {
    const own = tf.tensor4d(
      maps.values.subarray(image * size, (image + 1) * size),
      [1, rows, columns, channels],
    );
    let cam: tf.Tensor4D;
    try {
      const scores = await scoresOf(copies, image, own);
      cam = tf.tidy(() => {
        const weights = tf.softmax(tf.tensor1d(scores));
        const sum = tf.sum(tf.mul(own, weights), 3, true);
        return (rectify ? tf.relu(sum) : sum) as tf.Tensor4D;
      });
    } finally {
      own.dispose();
    }
    const enlarged = upsample.to(cam, [height, width]);
    layerMap.set(await cam.data(), image * rows * columns);
    values.set(await enlarged.data(), image * height * width);
    tf.dispose([cam, enlarged]);
  }
  return new SaliencyMap({
    ...explained,
    notes: [
      ...explained.notes,
      ...classLayerNotes(loaded, layer, options.layer !== undefined),
    ],
    method: "ScoreCAM",
    values,
    signed: !rectify,
    settings: {
      layer: layer.name,
      weights: "softmax f(x × H)",
      rectify,
      upsample: upsample.name,
    },
    layerMap: { values: layerMap, shape: [count, rows, columns] },
    whyEmpty:
      `nowhere do the weighted feature maps of "${layer.name}" add up to more than 0`,
  });
}

/** f of the image under each of a layer's maps, `[1, h, w, C]`. */
async function scoresOf(
  copies: Copies,
  image: number,
  maps: tf.Tensor4D,
): Promise<number[]> {
  const [, height, width, channels] = copies.explained.images.shape;
  const count = maps.shape[3];
  const scores: number[] = [];
  for (let start = 0; start < count; start += CHANNELS_AT_ONCE) {
    const some = Math.min(CHANNELS_AT_ONCE, count - start);
    const scaled = tf.tidy(() =>
      scaledMaps(maps, start, some, [height, width])
    );
    const masks = await scaled.data();
    scaled.dispose();
    await copies.evaluate(
      image,
      some,
      (k, copy) => {
        for (let i = 0; i < copy.length; i++) {
          copy[i]! *= masks[k * height * width + Math.floor(i / channels)]!;
        }
      },
      (_, value) => scores.push(value),
      start,
      count,
    );
  }
  return scores;
}

/** Some of a layer's maps in the image's size, each from 0 to 1: `[n, H, W]`. */
function scaledMaps(
  maps: tf.Tensor4D,
  start: number,
  count: number,
  size: readonly [height: number, width: number],
): tf.Tensor {
  const some = tf.slice4d(maps, [0, 0, 0, start], [-1, -1, -1, count]);
  const enlarged = tf.transpose(alignCorners.to(some, size), [3, 1, 2, 0]);
  const least = tf.min(enlarged, [1, 2], true);
  const range = tf.sub(tf.max(enlarged, [1, 2], true), least);
  // The paper scales no map that is constant; here it removes all.
  return tf.divNoNan(tf.sub(enlarged, least), range);
}
