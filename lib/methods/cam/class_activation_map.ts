import * as tf from "@tensorflow/tfjs";
import {
  alignCorners,
  rescaleMap,
  SaliencyMap,
  UPSAMPLE,
  type Upsample,
} from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import { type AnyNode, asModel, type ModelInput } from "../../model/mod.ts";
import {
  either,
  flag,
  listOf,
  type OptionRequirements,
  text,
} from "../../options/mod.ts";
import {
  type Chunk,
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
  type LayerTies,
  type TargetRecord,
} from "../../propagation/mod.ts";
import { passSettings } from "../pass_settings.ts";
import { classLayerNotes, spatialLayer } from "./spatial_layer.ts";
import type { CamWeights } from "./cam_weights.ts";
import { camBy, layersPass } from "./layers_pass.ts";

/** The options of every class activation map. */
export interface CamOptions extends ExplainOptions {
  /**
   * Name of the layer whose feature maps are weighted, out of `layersOf(model)`,
   * or of a PyTorch module such as `layer4.1`, by its output; tokens count as
   * feature maps over the picture, less those that have no place in it, such as a
   * class token.
   *
   * @default the last layer with feature maps, less the pools behind it, and the
   * one before where its channels are the classes; of a transformer the
   * normalization before its last attention, since behind it only the class token
   * may have a gradient
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

/** The options of the class activation maps that can average over layers. */
export interface LayersCamOptions extends Omit<CamOptions, "layer"> {
  /**
   * Name of the layer whose feature maps are weighted, as in
   * {@linkcode CamOptions}; of several, the map is the mean over layers. Each
   * layer's map is first moved to 0…1, a signed one divided by its greatest
   * absolute value, and then resized, as jacobgil/pytorch-grad-cam does with
   * several target layers.
   *
   * @default the one of {@linkcode CamOptions}
   */
  readonly layer?: string | readonly string[];
}

/** What {@linkcode LayersCamOptions} must be. */
export const LAYERS_CAM_OPTIONS: OptionRequirements<LayersCamOptions> = {
  ...CAM_OPTIONS,
  layer: either(text, listOf(text)),
};

/** The map of a layer's feature maps, each with its weight. */
export async function classActivationMap(
  method: string,
  weights: CamWeights,
  model: ModelInput,
  images: ImageInput,
  options: LayersCamOptions,
): Promise<SaliencyMap> {
  const { rectify = true, upsample = alignCorners } = options;
  const loaded = asModel(model);
  const isOne = typeof options.layer !== "object";
  const names = [options.layer].flat();
  const layers = names.map((name) => spatialLayer(loaded, name));
  const { arrays, explained } = await explainInChunks(
    loaded,
    images,
    options,
    (chunk) => {
      const [, height, width] = chunk.image.shape;
      const { cams, logits, value, ties, steepest } = camsOf(
        chunk,
        layers,
        weights,
        rectify,
      );
      const sum = cams.map((cam) =>
        upsample.to(isOne ? cam : scaled(cam, rectify), [height, width])
      ).reduce((a, b) => tf.add(a, b));
      return {
        logits,
        value,
        ties,
        tensors: {
          map: tf.squeeze(tf.div(sum, cams.length), [3]),
          layerMap: isOne ? tf.squeeze(cams[0]!, [3]) : undefined,
          steepest,
        },
      };
    },
  );
  const { map, layerMap, steepest } = arrays;
  const values = layers.map((_, i) => steepest[i]?.values ?? []);
  return new SaliencyMap({
    ...explained,
    notes: [
      ...explained.notes,
      ...layers.flatMap((layer, i) => [
        ...classLayerNotes(loaded, layer, names[i] !== undefined),
        ...epsilonNotes(layer.name, weights, values[i]!),
      ]),
    ],
    method,
    values: map.values,
    signed: !rectify,
    settings: {
      layer: isOne ? layers[0]!.name : layers.map(({ name }) => name),
      weights: weights.name,
      rectify,
      upsample: upsample.name,
      ...passSettings(options),
    },
    layerMap,
    whyEmpty: explained.images.names.map((_, image) =>
      layers.map(({ name }, i) =>
        whyEmpty(name, weights, rectify, values[i]![image])
      ).join(", and ")
    ),
  });
}

/** A layer's map before it is averaged with others. */
function scaled(cam: tf.Tensor4D, rectifies: boolean): tf.Tensor4D {
  if (rectifies) {
    return tf.expandDims(rescaleMap(tf.squeeze<tf.Tensor3D>(cam, [3])), 3);
  }
  return tf.divNoNan(cam, tf.max(tf.abs(cam), [1, 2, 3], true));
}

/** Whether ε is the largest part of what weights are divided by, everywhere. */
function isTiny(steepest: number, { epsilon = 0 }: CamWeights): boolean {
  return 2 * steepest ** 2 < epsilon;
}

function epsilonNotes(
  layer: string,
  weights: CamWeights,
  steepest: ArrayLike<number>,
): readonly string[] {
  const all = Array.from(steepest);
  const tiny = all.filter((g) => g > 0 && isTiny(g, weights));
  if (tiny.length === 0) return [];
  return [
    `In ${tiny.length} of ${all.length} images gradients by "${layer}" are ${
      Math.max(...tiny).toPrecision(2)
    } at most, so that the ε of ${weights.name}, ${weights.epsilon}, exceeds 2 g²: channels count by about g³ there.`,
  ];
}

function whyEmpty(
  layer: string,
  weights: CamWeights,
  rectifies: boolean,
  steepest: number | undefined,
): string {
  if (steepest === 0) return `the gradient by "${layer}" is 0`;
  if (steepest !== undefined && isTiny(steepest, weights)) {
    return `the gradient by "${layer}", ${
      steepest.toPrecision(2)
    } at most, is so small beside the ε of ${weights.name} that weights underflow`;
  }
  return rectifies
    ? `nowhere do the weighted feature maps of "${layer}" add up to more than 0, and rectify is on`
    : `the weighted feature maps of "${layer}" are 0, or cancel`;
}

/** Class activation maps of layers with the forward pass behind them. */
export interface Cams extends TargetRecord {
  /** How often the extremes tie that their gradient passes. */
  readonly ties: readonly LayerTies[];
  /** `Σ_channels w ⊙ A`, `[n, h, w, 1]`, by layer. */
  readonly cams: readonly tf.Tensor4D[];
  /** The greatest |g| by each layer, `[n]`; none where no weight needs it. */
  readonly steepest: readonly tf.Tensor[];
}

/**
 * The class activation maps of layers, inside `tf.tidy`.
 *
 * @param rectifies Whether what is below 0 becomes 0.
 */
export function camsOf(
  chunk: Chunk,
  layers: readonly AnyNode[],
  weights: CamWeights,
  rectifies: boolean,
): Cams {
  const { at, ...pass } = layersPass(chunk, layers);
  const steepest: tf.Tensor[] = [];
  const cams = layers.map((layer) => {
    const { activation, gradient } = at(layer);
    const gradientHere = () => {
      const g = gradient();
      steepest.push(tf.max(tf.abs(g), [1, 2, 3]));
      return g;
    };
    return camBy(weights, rectifies, activation, gradientHere);
  });
  return { ...pass, cams, steepest };
}
