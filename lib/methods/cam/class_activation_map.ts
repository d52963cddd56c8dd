import * as tf from "@tensorflow/tfjs";
import {
  alignCorners,
  SaliencyMap,
  UPSAMPLE,
  type Upsample,
} from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import { tokenMaps } from "../../decomposition/mod.ts";
import {
  type AnyNode,
  asModel,
  type LayerGraph,
  type ModelInput,
  placementOf,
} from "../../model/mod.ts";
import { flag, type OptionRequirements, text } from "../../options/mod.ts";
import {
  backward,
  type Chunk,
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
  forwardToTarget,
  type LayerTies,
  type TargetRecord,
  TieCounter,
} from "../../propagation/mod.ts";
import { passSettings } from "../pass_settings.ts";
import { spatialLayer } from "../layers.ts";
import type { CamWeights } from "./cam_weights.ts";

/** The options of every class activation map. */
export interface CamOptions extends ExplainOptions {
  /**
   * Name of the layer whose feature maps are weighted, out of `layersOf(model)`;
   * tokens count as feature maps over the picture, less those that have no place
   * in it, such as a class token.
   *
   * @default the last layer with feature maps, less the pools behind it; of a
   * transformer the normalization before its last attention, since behind it only
   * the class token may have a gradient
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
      const [, height, width] = chunk.image.shape;
      const { cam, logits, value, ties, steepest } = camOf(
        chunk,
        layer,
        weights,
        rectify,
      );
      const map = upsample.to(cam, [height, width]);
      return {
        logits,
        value,
        ties,
        tensors: {
          map: tf.squeeze(map, [3]),
          layerMap: tf.squeeze(cam, [3]),
          steepest,
        },
      };
    },
  );
  const { map, layerMap, steepest } = arrays;
  return new SaliencyMap({
    ...explained,
    notes: [
      ...explained.notes,
      ...epsilonNotes(layer.name, weights, steepest?.values ?? []),
    ],
    method,
    values: map.values,
    signed: !rectify,
    settings: {
      layer: layer.name,
      weights: weights.name,
      rectify,
      upsample: upsample.name,
      ...passSettings(options),
    },
    layerMap,
    whyEmpty: explained.images.names.map((_, i) =>
      whyEmpty(layer.name, weights, rectify, steepest?.values[i])
    ),
  });
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

/** A class activation map with the forward pass behind it. */
export interface Cam extends TargetRecord {
  /** How often the extremes tie that its gradient passes. */
  readonly ties: readonly LayerTies[];
  /** `Σ_channels w ⊙ A`, `[n, h, w, 1]`. */
  readonly cam: tf.Tensor4D;
  /** The greatest |g| by the layer, `[n]`, where the weights need it. */
  readonly steepest: tf.Tensor | undefined;
}

/**
 * The class activation map of a layer, inside `tf.tidy`.
 *
 * @param rectifies Whether what is below 0 becomes 0.
 */
export function camOf(
  chunk: Chunk,
  layer: AnyNode,
  weights: CamWeights,
  rectifies: boolean,
): Cam {
  const keepOutputsOf = [layer.name];
  const pass = forwardToTarget(chunk, { keepOutputsOf });
  const counter = new TieCounter(chunk.graph);
  const asMaps = (values: tf.Tensor) => layerMaps(chunk.graph, layer, values);
  const activation = asMaps(pass.record.at(layer.id).output);
  let steepest: tf.Tensor | undefined;
  const gradientHere = () => {
    const gradient = backward(pass.record, pass.gradient, {
      to: layer.id,
      ties: chunk.ties,
      // What the layer itself picks is not passed.
      visit: (node, g, at) => {
        if (node.id !== layer.id) counter.visit(node, g, at);
      },
      reads: () => false,
    });
    const g = asMaps(gradient);
    steepest = tf.max(tf.abs(g), [1, 2, 3]);
    return g;
  };
  const weighted = tf.mul(weights.of(activation, gradientHere), activation);
  const cam = tf.sum(weighted, 3, true) as tf.Tensor4D;
  return {
    ...pass,
    ties: counter.layers,
    cam: rectifies ? tf.relu(cam) : cam,
    steepest,
  };
}

/** A layer's output as feature maps, `[n, h, w, C]`, tokens at their places. */
export function layerMaps(
  graph: LayerGraph,
  { id }: AnyNode,
  output: tf.Tensor,
): tf.Tensor4D {
  const placement = placementOf(graph, id);
  return typeof placement === "object"
    ? tokenMaps(output, placement)
    : output as tf.Tensor4D;
}
