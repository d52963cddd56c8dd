import * as tf from "@tensorflow/tfjs";
import {
  addNode,
  addOther,
  channelsOf,
  type LayerConverter,
  type LayerView,
} from "../layer_view.ts";
import { addMask, operandsOf } from "./attention_operands.ts";
import { addTranspose } from "./layout.ts";

/** Attention without projections: by products, or by a layer of tanh. */
export function plainAttention(isAdditive: boolean): LayerConverter {
  return (view, inputs) => {
    const { config } = view;
    const { query, key, value } = operandsOf(view, inputs);
    config.ignore("dropout", "seed");
    const mode = isAdditive
      ? "additive"
      : config.oneOf("score_mode", ["dot", "concat"], "dot");
    const hasScale = config.flag("use_scale", isAdditive);
    const scores = mode === "dot"
      ? dotScores(view, query, key, hasScale)
      : tanhScores(view, query, key, hasScale, mode);
    return addNode(view, "attention", [addMask(view, scores), value]);
  };
}

function dotScores(
  view: LayerView,
  query: number,
  key: number,
  hasScale: boolean,
): number {
  const rank = view.builder.shapeOf(key).length;
  const axes = Array.from({ length: rank }, (_, i) => i);
  const swapped = [...axes.slice(0, -2), rank - 1, rank - 2];
  const scores = addNode(view, "matMul", [
    query,
    addTranspose(view, "key", key, swapped),
  ], { part: "scores" });
  return hasScale
    ? addNode(view, "elementwiseAffine", [scores], {
      part: "scaled_scores",
      weights: { gamma: view.weights.read("scale", []) },
    })
    : scores;
}

function tanhScores(
  view: LayerView,
  query: number,
  key: number,
  hasScale: boolean,
  mode: "additive" | "concat",
): number {
  const shapes = [query, key].map((id) => view.builder.shapeOf(id));
  const channels = channelsOf(view, query);
  const scale = hasScale
    ? view.weights.read("scale", mode === "additive" ? [channels] : [])
    : undefined;
  const factor = mode === "concat"
    ? view.weights.read("concat_score_weight", [])
    : undefined;
  const shape = [...shapes[0]!.slice(0, -1), shapes[1]!.at(-2)!];
  const call = ([q, k]: tf.Tensor[]) => {
    const sums = tf.add(tf.expandDims(q!, -2), tf.expandDims(k!, -3));
    if (factor === undefined) {
      const bent = tf.tanh(sums);
      return tf.sum(scale ? tf.mul(bent, scale()) : bent, -1);
    }
    const bent = tf.tanh(scale ? tf.mul(sums, scale()) : sums);
    return tf.mul(tf.sum(bent, -1), factor());
  };
  return addOther(view, [query, key], shape, call, "scores");
}
