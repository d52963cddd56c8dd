import * as tf from "@tensorflow/tfjs";
import { type LayerGraph, layerGraph } from "../../../lib/model/mod.ts";
import type { Others } from "../float64/mod.ts";
import { randomizeWeights } from "./randomize_weights.ts";

/** What a case is on the backend that runs. */
export interface BuiltCase {
  readonly graph: LayerGraph;
  /** The model's own answer, where there is one to go by. */
  readonly predict: ((x: tf.Tensor) => tf.Tensor) | undefined;
  readonly dispose: () => void;
}

/** One small network around one kind of node. */
export interface Case {
  readonly name: string;
  /** Shape of the input, batch included. */
  readonly shape: readonly number[];
  /** Standard deviation of the input. */
  readonly spread: number;
  readonly build: () => BuiltCase;
  /** The reference of nodes of kind `other`. */
  readonly others: Others;
}

/** What can be said about a {@linkcode Case} beside its network. */
export interface CaseOptions {
  /** @default {2} */
  readonly batch?: number;
  /** @default {1} */
  readonly spread?: number;
  /** @default {{}} */
  readonly others?: Others;
  /**
   * Whether tfjs's own CPU backend computes the layer right; where it does not,
   * only the loops judge.
   *
   * @default {true}
   */
  readonly predicts?: boolean;
}

/** A case of one layer of tfjs. `shape` is that of one sample. */
export function layerCase(
  name: string,
  shape: readonly number[],
  layer: () => tf.layers.Layer,
  options: CaseOptions = {},
): Case {
  return modelCase(name, shape, (x) => layer().apply(x), options);
}

/**
 * A case of a small functional network. The factor behind it keeps softmax and
 * sigmoid from being split off as the head.
 */
export function modelCase(
  name: string,
  shape: readonly number[],
  connect: (x: tf.SymbolicTensor) => unknown,
  { batch = 2, spread = 1, others = {}, predicts = true }: CaseOptions = {},
): Case {
  const build = () => {
    const x = tf.input({ shape: [...shape] });
    const factor = tf.layers.rescaling({ scale: 1.5 });
    const outputs = factor.apply(connect(x) as tf.SymbolicTensor);
    const model = tf.model({
      inputs: x,
      outputs: outputs as tf.SymbolicTensor,
    });
    randomizeWeights(model, 1);
    return {
      graph: layerGraph(model),
      predict: predicts
        ? (x: tf.Tensor) => model.predict(x) as tf.Tensor
        : undefined,
      dispose: () => void model.dispose(),
    };
  };
  return { name, shape: [batch, ...shape], spread, build, others };
}
