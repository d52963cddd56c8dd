import { absolute, type SaliencyMap } from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import { DECONV_NET, requireRectifier } from "../propagation/mod.ts";
import { attributionMap } from "./attribution_map.ts";
import { gradientBy } from "./gradient_by.ts";
import type { GradientOptions } from "./input_gradient.ts";

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
 * @throws {TypeError} If the network has no rectifier.
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
export function deconvNet(
  model: ModelInput,
  images: ImageInput,
  options: GradientOptions = {},
): Promise<SaliencyMap> {
  const method = "DeconvNet";
  return attributionMap(model, images, options, {
    method,
    magnitude: options.magnitude ?? absolute,
    settings: {},
    attribute: (chunk) => {
      requireRectifier(chunk.model.graph, method);
      const { logits, value, gradient } = gradientBy(chunk, DECONV_NET);
      return { logits, value, attributions: gradient };
    },
  });
}
