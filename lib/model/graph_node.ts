import type * as tf from "@tensorflow/tfjs";
import type { ActivationFunction } from "./activation_function.ts";

/** Two numbers, for height and width. */
export type Pair = readonly [height: number, width: number];

/** How many zeros, or how many rows and columns, before and after. */
export type Margins = readonly [
  rows: readonly [top: number, bottom: number],
  columns: readonly [left: number, right: number],
];

/** Padding of a window that slides: none, or TensorFlow's "same". */
export type Padding = "valid" | "same";

/** What a layer that slides a window needs to know. */
export interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

/** What a convolution needs to know beside its kernel. */
export interface Convolution {
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilations: Pair;
}

/**
 * The attributes of every kind of node. A kind added here must be added to
 * every table over the kinds, or the project does not compile.
 *
 * Feature maps are channels last, `[N, H, W, C]`.
 */
export interface Attributes {
  readonly input: Record<never, never>;
  readonly conv2d: Convolution;
  readonly depthwiseConv2d: Convolution;
  readonly conv2dTranspose: Convolution;
  readonly dense: Record<never, never>;
  readonly batchNorm: { readonly axis: number; readonly epsilon: number };
  readonly layerNorm: {
    readonly axes: readonly number[];
    readonly epsilon: number;
  };
  readonly activation: { readonly fn: ActivationFunction };
  readonly prelu: Record<never, never>;
  readonly softmax: { readonly axis: number };
  readonly logSoftmax: { readonly axis: number };
  readonly maxPool: Window;
  readonly averagePool: Window;
  readonly globalAveragePool: Record<never, never>;
  readonly globalMaxPool: Record<never, never>;
  readonly add: Record<never, never>;
  readonly average: Record<never, never>;
  readonly multiply: Record<never, never>;
  readonly maximum: Record<never, never>;
  readonly minimum: Record<never, never>;
  readonly concat: { readonly axis: number };
  readonly pad: { readonly margins: Margins };
  readonly crop: { readonly margins: Margins };
  readonly upsample: {
    readonly size: Pair;
    readonly interpolation: "nearest" | "bilinear";
  };
  readonly reshape: { readonly shape: readonly (number | null)[] };
  readonly transpose: { readonly permutation: readonly number[] };
  readonly identity: Record<never, never>;
  readonly rescale: { readonly scale: number; readonly offset: number };
  readonly other: { readonly call: (inputs: tf.Tensor[]) => tf.Tensor };
}

/** The kind of a node: which operation it is. */
export type NodeKind = keyof Attributes;

/**
 * Reads a weight as it is now. The tensor belongs to the model: never dispose
 * it, and never keep it beyond one pass, since weights change.
 */
export type LiveWeight = () => tf.Tensor;

/** The names under which a node can hold weights. */
export type WeightName =
  | "kernel"
  | "bias"
  | "gamma"
  | "beta"
  | "mean"
  | "variance"
  | "alpha";

/** One operation of a network, with its place in the graph. */
export interface GraphNode<K extends NodeKind = NodeKind> {
  /** Position in topological order. */
  readonly id: number;
  /** Unique name: the layer's, with the nested models' before it. */
  readonly name: string;
  /** Class of the layer that it comes from, for messages. */
  readonly layerClass: string;
  readonly kind: K;
  /** Ids of the nodes whose outputs this one takes, in order. */
  readonly inputs: readonly number[];
  readonly attributes: Attributes[K];
  readonly weights: { readonly [name in WeightName]?: LiveWeight | undefined };
  /** Shape of the output; null where it depends on the input. */
  readonly shape: readonly (number | null)[];
}

/** A node of whichever kind, to be told apart by its `kind`. */
export type AnyNode = { [K in NodeKind]: GraphNode<K> }[NodeKind];

/** The weight `name` of a node that cannot be without it. */
export function weightOf(node: GraphNode, name: WeightName): tf.Tensor {
  const read = node.weights[name];
  if (read === undefined) {
    throw new TypeError(
      `Cannot run layer "${node.name}" (${node.layerClass}) as it has no weight named "${name}"`,
    );
  }
  return read();
}
