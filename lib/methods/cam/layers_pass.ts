import * as tf from "@tensorflow/tfjs";
import { tokenMaps } from "../../decomposition/mod.ts";
import { type AnyNode, type LayerGraph, placementOf } from "../../model/mod.ts";
import {
  backward,
  type Chunk,
  forwardToTarget,
  type LayerTies,
  type TargetRecord,
  TieCounter,
} from "../../propagation/mod.ts";
import type { CamWeights } from "./cam_weights.ts";

/** `Σ_channels w ⊙ A`, `[n, h, w, 1]`. */
export function camBy(
  weights: CamWeights,
  rectifies: boolean,
  activation: tf.Tensor4D,
  gradient: () => tf.Tensor4D,
): tf.Tensor4D {
  const weighted = tf.mul(weights.of(activation, gradient), activation);
  const cam = tf.sum(weighted, 3, true) as tf.Tensor4D;
  return rectifies ? tf.relu(cam) : cam;
}

/** Layers of a forward pass, and of a backward pass where one is asked for. */
export interface LayersPass extends TargetRecord {
  /** How often the extremes tie that gradients pass. */
  readonly ties: readonly LayerTies[];
  /** The feature maps of one of the layers, and the gradient by them. */
  readonly at: (layer: AnyNode) => {
    readonly activation: tf.Tensor4D;
    readonly gradient: () => tf.Tensor4D;
  };
}

/** Feature maps of layers and the gradients by them, inside `tf.tidy`. */
export function layersPass(
  chunk: Chunk,
  layers: readonly AnyNode[],
): LayersPass {
  const wanted = new Set(layers.map(({ id }) => id));
  const to = Math.min(...wanted);
  const pass = forwardToTarget(chunk, {
    keepOutputsOf: layers.map(({ name }) => name),
  });
  const counter = new TieCounter(chunk.graph);
  const gradients = new Map<number, tf.Tensor>();
  const propagate = () => {
    const gradient = backward(pass.record, pass.gradient, {
      to,
      ties: chunk.ties,
      visit: (node, g, at) => {
        if (node.id === to) return;
        // What the first layer itself picks is not passed.
        counter.visit(node, g, at);
        if (wanted.has(node.id)) gradients.set(node.id, tf.clone(g));
      },
      reads: ({ id }) => id !== to && wanted.has(id),
    });
    gradients.set(to, gradient);
  };
  return {
    ...pass,
    ties: counter.layers,
    at: (layer) => ({
      activation: layerMaps(
        chunk.graph,
        layer,
        pass.record.at(layer.id).output,
      ),
      gradient: () => {
        if (gradients.size === 0) propagate();
        return layerMaps(chunk.graph, layer, gradients.get(layer.id)!);
      },
    }),
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
