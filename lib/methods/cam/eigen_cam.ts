import * as tf from "@tensorflow/tfjs";
import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import type { CamWeights } from "./cam_weights.ts";
import {
  classActivationMap,
  LAYERS_CAM_OPTIONS,
  type LayersCamOptions,
} from "./class_activation_map.ts";

/**
 * The EigenCAM of every pixel: the feature maps of a layer on their first principal
 * component, `A v` with v the first right singular vector of the matrix of places
 * and channels.
 *
 * It takes no gradient and knows no class: a control rather than an explanation of
 * one. The sign of v is arbitrary; here it is the one with which the map adds up to
 * more than 0.
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
  options: LayersCamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run eigenCam", options, LAYERS_CAM_OPTIONS);
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
    const first = tf.matMul(power, greatestDiagonal(power));
    const v = normalized(wide ? tf.matMul(places, first, true) : first);
    const sum = tf.sum(tf.matMul(places, v), [1, 2], true);
    const sign = tf.where(tf.less(sum, 0), tf.scalar(-1), tf.scalar(1));
    return tf.reshape(tf.mul(v, sign), [count, 1, 1, channels]);
  },
};

/**
 * 1 where the diagonal is greatest, `[N, n, 1]`: of u uᵀ it takes a column, which is
 * u but for its length. The first of two that are equal, as of (1, −1).
 */
function greatestDiagonal(matrix: tf.Tensor): tf.Tensor {
  const size = matrix.shape[1]!;
  const own = tf.sum(tf.mul(matrix, tf.eye(size)), 2, true);
  const first = tf.reshape(tf.linspace(1, 0.999, size), [1, size, 1]);
  const ranked = tf.mul(own, first);
  return tf.cast(tf.equal(ranked, tf.max(ranked, 1, true)), "float32");
}

/** Each matrix over its Frobenius norm; one of zeros stays so. */
function normalized(matrix: tf.Tensor): tf.Tensor {
  const norm = tf.sqrt(tf.sum(tf.square(matrix), [1, 2], true));
  return tf.divNoNan(matrix, norm);
}
