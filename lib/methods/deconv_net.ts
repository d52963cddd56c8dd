import type { SaliencyMap } from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import { checkOptions } from "../options/mod.ts";
import { DECONV_NET } from "../propagation/mod.ts";
import { GRADIENT_OPTIONS, type GradientOptions } from "./input_gradient.ts";
import { rectifierMap } from "./rectifier_map.ts";

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
 * @param images One image or a batch.
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
