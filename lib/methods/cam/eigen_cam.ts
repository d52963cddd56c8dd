import * as tf from "@tensorflow/tfjs";
import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import type { CamWeights } from "./cam_weights.ts";
import {
  CAM_OPTIONS,
  type CamOptions,
  classActivationMap,
} from "./class_activation_map.ts";

/**
 * The EigenCAM of every pixel: the feature maps of a layer on their first principal
 * component, `A v` with v the first right singular vector of the matrix of places
 * and channels.
 *
 * It takes no gradient and knows no class: a control rather than an explanation of
 * one. The sign of v is arbitrary; here the map has the sign of the sum of feature
 * maps, most of it positive behind a relu.
 *
 * Source: Muhammad & Yeasin, "Eigen-CAM", 2020, arXiv 2008.00299, equation 3; the
 * mean is not subtracted, as there. jacobgil/pytorch-grad-cam subtracts it.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options The layer, and how its map is shown; the target changes nothing.
 * @returns A map `[N, H, W]`; `layerMap` has it in the layer's size.
 * @throws {RangeError} If there is no such layer; lists names that are near.
 * @throws {TypeError} If the layer has no feature maps, or an option does not
 * exist or has another type.
 *
 * @example
 * ```ts
 * import { eigenCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const one = await eigenCam(model, image, { target: 1 });
 * const two = await eigenCam(model, image, { target: 2 });
 * assertEquals(one.values, two.values);
 * ```
 */
export async function eigenCam(
  model: ModelInput,
  images: ImageInput,
  options: CamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run eigenCam", options, CAM_OPTIONS);
  return await classActivationMap(
    "EigenCAM",
    principalComponent,
    model,
    images,
    options,
  );
}

/** Squarings of a matrix: its first eigenvector to the power of 2¹² of the ratio. */
const SQUARINGS = 12;

/** w = v, the first right singular vector of A as `[h w, C]`, for each image. */
const principalComponent: CamWeights = {
  name: "v₁",
  of: (activation) => {
    const [count, height, width, channels] = activation.shape;
    const places = tf.reshape(activation, [count, height * width, channels]);
    // The smaller of the two matrices that have the singular values.
    const wide = channels > height * width;
    let power: tf.Tensor = tf.matMul(places, places, !wide, wide);
    for (let i = 0; i < SQUARINGS; i++) {
      power = normalized(power);
      power = tf.matMul(power, power);
    }
    const sum = tf.sum(places, 2, true);
    // A vector that is not orthogonal to the first, brought onto it.
    const start = wide ? sum : tf.sum(tf.mul(places, sum), 1, true);
    const first = wide
      ? tf.matMul(power, start)
      : tf.matMul(power, start, false, true);
    const v = wide ? tf.matMul(places, first, true) : first;
    return tf.reshape(normalized(v), [count, 1, 1, channels]);
  },
};

/** Each matrix over its Frobenius norm; one of zeros stays so. */
function normalized(matrix: tf.Tensor): tf.Tensor {
  const norm = tf.sqrt(tf.sum(tf.square(matrix), [1, 2], true));
  return tf.divNoNan(matrix, norm);
}
