import type { SaliencyMap } from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import { checkOptions } from "../options/mod.ts";
import { GUIDED_BACKPROP } from "../propagation/mod.ts";
import { GRADIENT_OPTIONS, type GradientOptions } from "./input_gradient.ts";
import { rectifierMap } from "./rectifier_map.ts";

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
 * @param images One image or a batch.
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
