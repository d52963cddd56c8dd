import * as tf from "@tensorflow/tfjs";
import { alignCorners } from "../../aggregation/mod.ts";
import { checkValue, listOf, text } from "../../options/mod.ts";
import type { AttributionMethod } from "../attribution_method.ts";
import {
  allOnes,
  type CamWeights,
  meanAbsolute,
  meanGradient,
  meanNegative,
  meanPositive,
  plusPlus,
  plusPlusNormalized,
  positiveMean,
} from "../cam/mod.ts";
import { camBy, layersPass } from "../cam/layers_pass.ts";
import { spatialLayer } from "../cam/spatial_layer.ts";
import { sharedPasses } from "./shared_passes.ts";

/** The ways to aggregate a layer, by name; `signed` is GradCAM without its final ReLU. */
const AGGREGATIONS: Readonly<
  Record<string, { readonly weights: CamWeights; readonly rectify: boolean }>
> = {
  meanGradient: { weights: meanGradient, rectify: true },
  signed: { weights: meanGradient, rectify: false },
  meanPositive: { weights: meanPositive, rectify: true },
  positiveMean: { weights: positiveMean, rectify: true },
  meanNegative: { weights: meanNegative, rectify: true },
  meanAbsolute: { weights: meanAbsolute, rectify: true },
  plusPlus: { weights: plusPlus, rectify: true },
  plusPlusNormalized: { weights: plusPlusNormalized, rectify: true },
  allOnes: { weights: allOnes, rectify: true },
};

/**
 * Layer × aggregation of class activation maps, by names such as
 * `relu8 meanPositive`: the ways of {@linkcode CAM_VARIANTS} at every layer,
 * `allOnes` being the class-agnostic control of it.
 *
 * All of them come from one forward and one backward pass: asked for on the same
 * images, targets and weights one after the other, as experiments do, each costs
 * little more than the first one alone. The maps are those of `gradCam` with the
 * same layer and weights.
 *
 * @param layers Names of layers with feature maps, out of `layersOf(model)`.
 * @returns Methods that take the options that every method takes.
 * @throws {TypeError} If layers are no list of names.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { camMatrix } from "fullgrad/methods";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const cams = camMatrix(["relu8", "relu4"]);
 * assertEquals(Object.keys(cams).length, 18);
 * const map = await cams["relu4 meanPositive"]!(model, new Float32Array(64 * 64 * 3));
 * assertEquals(map.settings.weights, "mean ReLU(g)");
 * ```
 */
export function camMatrix(
  layers: readonly string[],
): Readonly<Record<string, AttributionMethod>> {
  checkValue(
    "make a matrix of class activation maps",
    "layers",
    layers,
    listOf(text),
  );
  const variants = layers.flatMap((layer) =>
    Object.entries(AGGREGATIONS).map(([name, aggregation]) => ({
      name: `${layer} ${name}`,
      layer,
      ...aggregation,
    }))
  );
  return sharedPasses({
    by: "camMatrix",
    of: [layers],
    maps: Object.fromEntries(
      variants.map(({ name, layer, weights, rectify }) => [name, {
        method: "GradCAM",
        signed: !rectify,
        settings: {
          layer,
          weights: weights.name,
          rectify,
          upsample: alignCorners.name,
        },
      }]),
    ),
    pass: (chunk, model) => {
      const [, height, width] = chunk.image.shape;
      const nodes = layers.map((layer) => spatialLayer(model, layer));
      const { at, ...pass } = layersPass(chunk, nodes);
      const cams = nodes.flatMap((node, i) => {
        const { activation, gradient } = at(node);
        const g = gradient();
        return variants.filter(({ layer }) => layer === layers[i]).map(
          ({ name, weights, rectify }) => {
            const cam = camBy(weights, rectify, activation, () => g);
            const map = alignCorners.to(cam, [height, width]);
            return [name, tf.squeeze(map, [3])] as const;
          },
        );
      });
      return { ...pass, tensors: Object.fromEntries(cams) };
    },
  });
}
