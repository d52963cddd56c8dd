import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import {
  checkOptions,
  flag,
  type OptionRequirements,
} from "../../options/mod.ts";
import {
  activationShare,
  allOnes,
  CAM_WEIGHTS,
  type CamWeights,
  elementwise,
  elementwisePositive,
  meanGradient,
  plusPlus,
  plusPlusNormalized,
} from "./cam_weights.ts";
import {
  classActivationMap,
  LAYERS_CAM_OPTIONS,
  type LayersCamOptions,
} from "./class_activation_map.ts";

/** The options of {@linkcode gradCam}. */
export interface GradCamOptions extends LayersCamOptions {
  /**
   * How much the channels count.
   *
   * @default {meanGradient}
   */
  readonly weights?: CamWeights;
}

/** What {@linkcode GradCamOptions} must be. */
export const GRAD_CAM_OPTIONS: OptionRequirements<GradCamOptions> = {
  ...LAYERS_CAM_OPTIONS,
  weights: CAM_WEIGHTS,
};

/**
 * The GradCAM of every pixel: the feature maps A of a layer, each weighted by
 * the mean over space of the gradient g by it, `ReLU(Σ_k mean(g_k) A_k)`,
 * enlarged to the image.
 *
 * `weights` takes what is meant instead of the mean gradient, such as
 * `meanPositive`; `rectify: false` keeps the sign.
 *
 * Source: Selvaraju et al., "Grad-CAM", 2017, equations 1 and 2; behind a global
 * average pool it is CAM (Zhou et al. 2016). Known refutation: weights are
 * means, so that it can show places that the output does not use (Draelos &
 * Carin 2020, whose HiResCAM is {@linkcode hiResCam}).
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
 * import { gradCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await gradCam(model, image, { layer: "relu8" });
 * assertEquals(map.layerMap!.shape, [1, 8, 8]);
 * ```
 */
export async function gradCam(
  model: ModelInput,
  images: ImageInput,
  options: GradCamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run gradCam", options, GRAD_CAM_OPTIONS);
  return await classActivationMap(
    "GradCAM",
    options.weights ?? meanGradient,
    model,
    images,
    options,
  );
}

/** The options of {@linkcode gradCamPlusPlus}. */
export interface GradCamPlusPlusOptions extends LayersCamOptions {
  /**
   * Whether α is divided by its sum over the places of a channel where the gradient
   * is positive, as in the authors' code; without it weights are those of the
   * paper's equation, as in jacobgil/pytorch-grad-cam.
   *
   * @default {false}
   */
  readonly normalized?: boolean;
}

/** What {@linkcode GradCamPlusPlusOptions} must be. */
export const GRAD_CAM_PLUS_PLUS_OPTIONS: OptionRequirements<
  GradCamPlusPlusOptions
> = { ...LAYERS_CAM_OPTIONS, normalized: flag };

/**
 * The GradCAM++ of every pixel: the feature maps A of a layer, each weighted by
 * `Σ α ReLU(g)` with `α = g² / (2 g² + (Σ A) g³ + 1e-6)`; sums are over space.
 *
 * Normalized, the map is that of the mean positive gradient as far as α does not
 * vary; the two forms differ by how many places of a channel have a positive
 * gradient, and with them by much (a correlation of .63 on one network).
 *
 * Source: Chattopadhay et al., "Grad-CAM++", 2018, equations 5 and 19. Known
 * refutation: it amounts to GradCAM with positive gradients (Lerma & Lucas
 * 2022), which is claimed to make maps insensitive to class and parameters
 * (Khakzar, Baselizadeh & Navab 2020, arXiv 2012.00362).
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
 * import { gradCamPlusPlus, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await gradCamPlusPlus(model, image, { normalized: true });
 * assertEquals(map.settings.weights, "GradCAM++, normalized");
 * ```
 */
export async function gradCamPlusPlus(
  model: ModelInput,
  images: ImageInput,
  options: GradCamPlusPlusOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run gradCamPlusPlus", options, GRAD_CAM_PLUS_PLUS_OPTIONS);
  return await classActivationMap(
    "GradCAM++",
    options.normalized ? plusPlusNormalized : plusPlus,
    model,
    images,
    options,
  );
}

/**
 * The XGradCAM of every pixel: the feature maps A of a layer, each weighted by the
 * mean of the gradient g over space as the map itself weights it,
 * `ReLU(Σ_k (Σ g_k A_k / Σ A_k) A_k)`.
 *
 * The unrectified map adds up to gradient times feature map, as HiResCAM's does.
 * Behind a global average pool it equals GradCAM.
 *
 * Source: Fu et al., "Axiom-based Grad-CAM", 2020, arXiv 2008.02312, equation 8.
 * Known limit: where feature maps have both signs, their sums can be near 0 and
 * weights large.
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
 * import { loadModel, xGradCam } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await xGradCam(model, image, { layer: "relu6" });
 * assertEquals(map.method, "XGradCAM");
 * ```
 */
export async function xGradCam(
  model: ModelInput,
  images: ImageInput,
  options: LayersCamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run xGradCam", options, LAYERS_CAM_OPTIONS);
  return await classActivationMap(
    "XGradCAM",
    activationShare,
    model,
    images,
    options,
  );
}

/**
 * The HiResCAM of every pixel: gradient times feature map of a layer, neuron by
 * neuron, `ReLU(Σ_k g_k ⊙ A_k)`.
 *
 * Unlike GradCAM's, its unrectified sum is the output less a constant where the
 * layers behind are affine. Behind a global average pool the two are equal.
 *
 * Source: Draelos & Carin, "Use HiResCAM instead of Grad-CAM", 2020, arXiv
 * 2011.08891. Known limit: it is gradient times input from that layer on, with
 * what is known of that.
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
 * import { hiResCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await hiResCam(model, image, { layer: "relu6", rectify: false });
 * assertEquals(map.signed, true);
 * ```
 */
export async function hiResCam(
  model: ModelInput,
  images: ImageInput,
  options: LayersCamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run hiResCam", options, LAYERS_CAM_OPTIONS);
  return await classActivationMap(
    "HiResCAM",
    elementwise,
    model,
    images,
    options,
  );
}

/**
 * The LayerCAM of every pixel: positive gradient times feature map of a layer,
 * neuron by neuron, `ReLU(Σ_k ReLU(g_k) ⊙ A_k)`.
 *
 * Source: Jiang et al., "LayerCAM", 2021, equations 5 and 6. Known refutation:
 * keeping positive gradients only is claimed to make maps insensitive to class
 * and parameters (Khakzar, Baselizadeh & Navab 2020, arXiv 2012.00362).
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
 * import { layerCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await layerCam(model, image, { layer: "relu2" });
 * assertEquals(map.layerMap!.shape, [1, 32, 32]);
 * ```
 */
export async function layerCam(
  model: ModelInput,
  images: ImageInput,
  options: LayersCamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run layerCam", options, LAYERS_CAM_OPTIONS);
  return await classActivationMap(
    "LayerCAM",
    elementwisePositive,
    model,
    images,
    options,
  );
}

/**
 * The class-agnostic control: the sum of a layer's feature maps, `Σ_k A_k`.
 *
 * It knows no class and nothing of the layers behind: a method that cannot be
 * told from it explains neither. {@linkcode gradCam} with all weights 1.
 *
 * Ours, as a control of class and parameter sensitivity. It still depends on the
 * layers before: randomize these and it changes.
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
 * import { classAgnosticCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const one = await classAgnosticCam(model, image, { target: 1 });
 * const two = await classAgnosticCam(model, image, { target: 2 });
 * assertEquals(one.values, two.values);
 * ```
 */
export async function classAgnosticCam(
  model: ModelInput,
  images: ImageInput,
  options: LayersCamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run classAgnosticCam", options, LAYERS_CAM_OPTIONS);
  return await classActivationMap(
    "Class-agnostic map",
    allOnes,
    model,
    images,
    options,
  );
}
