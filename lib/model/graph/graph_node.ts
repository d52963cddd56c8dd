import type * as tf from "@tensorflow/tfjs";
import type { ActivationFunction } from "./activation_function.ts";

/** Two numbers, for height and width. */
export type Pair = readonly [height: number, width: number];

/** How many zeros, or how many rows and columns, before and after. */
export type Margins = readonly [
  rows: readonly [top: number, bottom: number],
  columns: readonly [left: number, right: number],
];

/**
 * Padding of a window that slides: none, TensorFlow's "same", or so many rows
 * and columns on every side.
 */
export type Padding = "valid" | "same" | Margins;

/** What a layer that slides a window needs to know. */
export interface Window {
  /** Height and width of the window. */
  readonly size: Pair;
  /** Steps of the window. */
  readonly strides: Pair;
  /** How the borders are treated. */
  readonly padding: Padding;
}

/** Which values along an axis are left, whatever its length. */
export interface AxisSlice {
  /** How many are left out in front. */
  readonly before: number;
  /** How many are left out at the end. */
  readonly after: number;
  /** Of the rest, every how many-th is taken, from the first on. */
  readonly step: number;
}

/** What a reduction makes of the values that it takes together. */
export type Reduction = "mean" | "sum" | "max" | "min" | "l2";

/**
 * How one axis is resampled: a matrix `[to, from]`, row by row, that is applied
 * to the values along it.
 */
export interface Resampling {
  /** Length before. */
  readonly from: number;
  /** Length after. */
  readonly to: number;
  /** What every value after is made of. */
  readonly matrix: Float32Array;
}

/** What a convolution needs to know beside its kernel. */
export interface Convolution {
  /** Steps of the kernel. */
  readonly strides: Pair;
  /** How the borders are treated. */
  readonly padding: Padding;
  /** Distance between the taps of the kernel. */
  readonly dilations: Pair;
}

/**
 * The attributes of every kind of node. A kind added here must be added to
 * every table over the kinds, or the project does not compile.
 *
 * Feature maps are channels last, `[N, H, W, C]`.
 */
export interface Attributes {
  /** The image. */
  readonly input: Record<never, never>;
  /** Kernel `[kH, kW, I / groups, O]`, and a bias or none. */
  readonly conv2d: Convolution;
  /** Kernel `[kH, kW, C, M]`, and a bias or none. */
  readonly depthwiseConv2d: Convolution;
  /** Kernel `[kH, kW, O, I]`, and a bias or none. */
  readonly conv2dTranspose: Convolution;
  /** Kernel `[I, O]` on the last axis, and a bias or none. */
  readonly dense: Record<never, never>;
  /** At inference: an affine function of every channel. */
  readonly batchNorm: { readonly axis: number; readonly epsilon: number };
  /** Over some axes of each sample. */
  readonly layerNorm: {
    readonly axes: readonly number[];
    readonly epsilon: number;
  };
  /**
   * As {@linkcode layerNorm}, over space and one of `groups` equal parts of the
   * channels; γ per channel.
   */
  readonly groupNorm: { readonly groups: number; readonly epsilon: number };
  /** x over the root of its mean square over some axes, and γ. */
  readonly rmsNorm: {
    readonly axes: readonly number[];
    readonly epsilon: number;
  };
  /**
   * `x · (bias + alpha / size · Σ x²)^−beta`, the sum over `size` channels around
   * each: across channels, as in AlexNet.
   */
  readonly localResponseNorm: {
    readonly size: number;
    readonly alpha: number;
    readonly beta: number;
    readonly bias: number;
  };
  /**
   * γ ⊙ x + β with weights of any shape that broadcasts to the sample's: γ or β
   * may be missing.
   */
  readonly elementwiseAffine: Record<never, never>;
  /** A function of every element. */
  readonly activation: { readonly fn: ActivationFunction };
  /** x, or α·x below 0, with α learned. */
  readonly prelu: Record<never, never>;
  /** Along an axis. */
  readonly softmax: { readonly axis: number };
  /** Along an axis. */
  readonly logSoftmax: { readonly axis: number };
  /** The greatest value of every window, whose taps may lie apart. */
  readonly maxPool: Window & { readonly dilations?: Pair };
  /** The mean of what lies inside the input, window by window. */
  readonly averagePool: Window;
  /** The mean over height and width. */
  readonly globalAveragePool: Record<never, never>;
  /** The greatest value over height and width. */
  readonly globalMaxPool: Record<never, never>;
  /** The sum of the inputs. */
  readonly add: Record<never, never>;
  /** The mean of the inputs. */
  readonly average: Record<never, never>;
  /** The product of the inputs. */
  readonly multiply: Record<never, never>;
  /**
   * The product of maps and a gate: computed from them, as of
   * squeeze-and-excitation, or made by a sigmoid, a tanh or a softmax.
   */
  readonly gate: Record<never, never>;
  /** The first input less the second. */
  readonly subtract: Record<never, never>;
  /** The first input over the second. */
  readonly divide: Record<never, never>;
  /** The matrix product of two inputs, over their last two axes. */
  readonly matMul: {
    /** Which input holds weights of the other's rows, as a softmax makes them. */
    readonly weighting?: "first" | "second";
  };
  /**
   * softmax(S)·V over the last two axes, of scores S `[…, T, S]` and values V
   * `[…, S, D]`: what the scores come from are nodes of their own.
   */
  readonly attention: Record<never, never>;
  /** The greatest of the inputs. */
  readonly maximum: Record<never, never>;
  /** The least of the inputs. */
  readonly minimum: Record<never, never>;
  /** Some axes are taken together. */
  readonly reduce: {
    readonly operation: Reduction;
    readonly axes: readonly number[];
    /** Whether the axes stay, with length 1. */
    readonly keepDims: boolean;
  };
  /** The inputs side by side along an axis. */
  readonly concat: { readonly axis: number };
  /** Zeros before and after, along every axis behind the first. */
  readonly pad: {
    readonly margins: readonly (readonly [before: number, after: number])[];
  };
  /** A part of the values along every axis behind the first, the images'. */
  readonly slice: { readonly axes: readonly AxisSlice[] };
  /** The values at some indices along an axis; an index may come twice. */
  readonly gather: {
    readonly axis: number;
    readonly indices: readonly number[];
  };
  /** Copies side by side along every axis behind the first. */
  readonly tile: { readonly repeats: readonly number[] };
  /** Feature maps of another size: linear in the values of each axis. */
  readonly resize: {
    readonly rows: Resampling;
    readonly columns: Resampling;
  };
  /** Feature maps enlarged by whole factors. */
  readonly upsample: {
    readonly size: Pair;
    readonly interpolation: "nearest" | "bilinear";
    /**
     * Where value i of the output lies, linearly: at `(i + ½) / factor − ½`
     * among those of the input, or at `i / factor`.
     */
    readonly coordinates: "halfPixel" | "asymmetric";
  };
  /** The same values in another shape; null where it follows. */
  readonly reshape: { readonly shape: readonly (number | null)[] };
  /** The axes in another order. */
  readonly transpose: { readonly permutation: readonly number[] };
  /** Nothing, as dropout at inference. */
  readonly identity: Record<never, never>;
  /** scale · x + offset. */
  readonly rescale: { readonly scale: number; readonly offset: number };
  /** Any other layer. */
  readonly other: {
    /** How to run it. */
    readonly call: (inputs: tf.Tensor[]) => tf.Tensor;
    /** What tells it from others of its shape, as plain data. */
    readonly settings: unknown;
    /**
     * Whether it runs code of the user's, which may read more than the settings
     * say: numbers in closures and fields.
     *
     * @default {false}
     */
    readonly isUserCode?: true;
  };
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
  /** Which operation it is. */
  readonly kind: K;
  /** Ids of the nodes whose outputs this one takes, in order. */
  readonly inputs: readonly number[];
  /** What the operation needs to know. */
  readonly attributes: Attributes[K];
  /** Its weights, by name. */
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
