import { absolute, type SaliencyMap } from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import { checkOptions } from "../options/mod.ts";
import {
  DECONV_NET,
  GUIDED_BACKPROP,
  requireRectifier,
  type RuleTable,
} from "../propagation/mod.ts";
import { attributionMap } from "./attribution_map.ts";
import { gradientBy } from "./gradient_by.ts";
import { GRADIENT_OPTIONS, type GradientOptions } from "./input_gradient.ts";

/**
 * The Guided Backprop of every pixel: the gradient with another rule for the
 * relu, `1[z > 0] · ReLU(g)`, summed over channels as a magnitude.
 *
 * Other rectifiers (leaky relu, prelu, relu6, elu, selu, softplus, gelu, swish,
 * hard swish, mish) pass their slope times ReLU(g); what is no rectifier, such
 * as the sigmoid of a gate, passes the gradient.
 *
 * Source: Springenberg et al., "Striving for Simplicity", 2014. Known
 * refutation: it recovers the image more than the reason, being nearly
 * independent of the class and of the upper layers' weights (Nie, Zhang & Patel
 * 2018; Adebayo et al. 2018; Sixt, Granz & Landgraf 2020).
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and how channels become a map.
 * @returns A map `[N, H, W]`.
 * @throws {TypeError} If the network has no rectifier, or an option does not
 * exist or has another type.
 *
 * @example
 * ```ts
 * import { guidedBackprop, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await guidedBackprop(model, new Float32Array(64 * 64 * 3));
 * assertEquals(map.shape, [1, 64, 64]);
 * ```
 */
export async function guidedBackprop(
  model: ModelInput,
  images: ImageInput,
  options: GradientOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run guidedBackprop", options, GRADIENT_OPTIONS);
  return await rectifierMap(
    model,
    images,
    options,
    "Guided Backprop",
    GUIDED_BACKPROP,
  );
}

/**
 * The DeconvNet saliency of every pixel: the gradient with another rule for the
 * rectifiers, `ReLU(g)` whatever the activation, summed over channels as a
 * magnitude.
 *
 * Rectifiers are relu, leaky relu, prelu, relu6, elu, selu, softplus, gelu,
 * swish, hard swish and mish; what is none, such as the sigmoid of a gate,
 * passes the gradient.
 *
 * Source: Zeiler & Fergus, "Visualizing and Understanding Convolutional
 * Networks", 2013. Known refutation: without max pools it does not depend on
 * the image's activations, with them it recovers the image more than the reason
 * (Nie, Zhang & Patel 2018; Sixt, Granz & Landgraf 2020).
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and how channels become a map.
 * @returns A map `[N, H, W]`.
 * @throws {TypeError} If the network has no rectifier, or an option does not
 * exist or has another type.
 *
 * @example
 * ```ts
 * import { deconvNet, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await deconvNet(model, new Float32Array(64 * 64 * 3));
 * assertEquals(map.method, "DeconvNet");
 * ```
 */
export async function deconvNet(
  model: ModelInput,
  images: ImageInput,
  options: GradientOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run deconvNet", options, GRADIENT_OPTIONS);
  return await rectifierMap(model, images, options, "DeconvNet", DECONV_NET);
}

/** The map of the gradient with other rules for the rectifiers. */
export function rectifierMap(
  model: ModelInput,
  images: ImageInput,
  options: GradientOptions,
  method: string,
  rules: RuleTable,
): Promise<SaliencyMap> {
  return attributionMap(model, images, options, {
    method,
    magnitude: options.magnitude ?? absolute,
    settings: {},
    whyEmpty: "nothing passes the rectifiers on the way to the image",
    attribute: (chunk) => {
      requireRectifier(chunk.graph, method);
      const { gradient, ...pass } = gradientBy(chunk, rules);
      return { ...pass, attributions: gradient, tensors: {} };
    },
  });
}
