import * as tf from "@tensorflow/tfjs";
import {
  type Attributes,
  type LayerGraph,
  layerGraph,
  type LiveWeight,
  type NodeKind,
  type WeightName,
} from "../../../lib/model/mod.ts";
import { GraphBuilder } from "../../../lib/model/graph/graph_builder.ts";
import { type Others, sizeOf } from "../float64/mod.ts";
import { normals } from "./normals.ts";
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

/** A network that is put together node by node. */
export interface CaseGraph {
  /** Id of the input. */
  readonly image: number;
  /** The id of a new node; its weights are drawn, in the shapes given. */
  readonly add: <K extends NodeKind>(
    kind: K,
    inputs: readonly number[],
    attributes: Attributes[K],
    weights?: { readonly [name in WeightName]?: readonly number[] },
  ) => number;
}

/**
 * A case of nodes that no layer of tfjs gives. `shape` is that of one sample;
 * `connect` returns the id of the output.
 */
export function graphCase(
  name: string,
  shape: readonly number[],
  connect: (graph: CaseGraph) => number,
  { batch = 2, spread = 1, others = {} }: CaseOptions = {},
): Case {
  const build = () => {
    const builder = new GraphBuilder();
    const owned: tf.Tensor[] = [];
    const image = builder.add({
      name: "image",
      layerClass: "InputLayer",
      kind: "input",
      inputs: [],
      shape: [null, ...shape],
    });
    const draw = (name: string, shape: readonly number[]): LiveWeight => {
      const values = normals(sizeOf(shape), owned.length + 3, 0.5)
        .map((value) => {
          if (name === "variance") return 0.5 + value ** 2;
          return name === "gamma" ? 1 + value : value;
        });
      const weight = tf.tensor(values, [...shape]);
      owned.push(weight);
      return () => weight;
    };
    const output = connect({
      image,
      add: (kind, inputs, attributes, weights = {}) =>
        builder.add({
          name: kind,
          layerClass: "ByHand",
          kind,
          inputs,
          attributes,
          weights: Object.fromEntries(
            Object.entries(weights).map(([name, shape]) => [
              name,
              draw(name, shape),
            ]),
          ),
        }),
    });
    return {
      graph: { nodes: builder.nodes, input: image, output, head: undefined },
      predict: undefined,
      dispose: () => tf.dispose(owned),
    };
  };
  return { name, shape: [batch, ...shape], spread, build, others };
}
