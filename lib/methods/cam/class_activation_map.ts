import * as tf from "@tensorflow/tfjs";
import {
  alignCorners,
  SaliencyMap,
  UPSAMPLE,
  type Upsample,
} from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import { flag, type OptionRequirements, text } from "../../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
  forwardToTarget,
} from "../../propagation/mod.ts";
import { spatialLayer } from "../layers/spatial_layer.ts";
import { camOf } from "./cam_of.ts";
import type { CamWeights } from "./cam_weights.ts";

/** The options of every class activation map. */
export interface CamOptions extends ExplainOptions {
  /**
   * Name of the layer whose feature maps are weighted, out of `layersOf(model)`.
   *
   * @default the last layer with feature maps, less the pools behind it
   */
  readonly layer?: string;
  /**
   * Whether what is below 0 becomes 0 in the map; without it the map is signed.
   *
   * @default {true}
   */
  readonly rectify?: boolean;
  /**
   * How the layer's map comes to the image's size.
   *
   * @default {alignCorners}
   */
  readonly upsample?: Upsample;
}

/** What {@linkcode CamOptions} must be. */
export const CAM_OPTIONS: OptionRequirements<CamOptions> = {
  ...EXPLAIN_OPTIONS,
  layer: text,
  rectify: flag,
  upsample: UPSAMPLE,
};

/** The map of a layer's feature maps, each with its weight. */
export async function classActivationMap(
  method: string,
  weights: CamWeights,
  model: ModelInput,
  images: ImageInput,
  options: CamOptions,
): Promise<SaliencyMap> {
  const { rectify = true, upsample = alignCorners } = options;
  const loaded = asModel(model);
  const layer = spatialLayer(loaded, options.layer);
  const { arrays, explained } = await explainInChunks(
    loaded,
    images,
    options,
    (chunk) => {
      const { record, logits, value, gradient } = forwardToTarget(chunk, {
        keepOutputsOf: [layer.name],
      });
      const [, height, width] = chunk.image.shape;
      const cam = camOf(record, gradient, layer, weights, rectify);
      const map = upsample.to(cam, [height, width]);
      return {
        logits,
        value,
        tensors: { map: tf.squeeze(map, [3]), layerMap: tf.squeeze(cam, [3]) },
      };
    },
  );
  return new SaliencyMap({
    ...explained,
    method,
    values: arrays.map.values,
    signed: !rectify,
    settings: {
      layer: layer.name,
      weights: weights.name,
      rectify,
      upsample: upsample.name,
    },
    layerMap: arrays.layerMap,
    ...(rectify && { whyEmpty: whyRectifiedAway(layer.name) }),
  });
}

function whyRectifiedAway(layer: string): string {
  return `nowhere do the weighted feature maps of "${layer}" add up to more than 0, and rectify is on`;
}
