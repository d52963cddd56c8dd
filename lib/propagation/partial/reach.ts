import {
  type GraphNode,
  type Margins,
  type NodeKind,
  type Padding,
  type Pair,
  weightOf,
} from "../../model/mod.ts";
import { paddingMargins } from "../operations/mod.ts";

/** The values of its inputs that each value of a node's maps is made of. */
export interface Reach {
  /** Rows and columns of a window, from its first tap to its last. */
  readonly size: Pair;
  /** Steps of the window. */
  readonly strides: Pair;
  /** What lies around the maps. */
  readonly margins: Margins;
  /** The value there. */
  readonly fill: number;
  /** The node for a part of the maps that has all around it that it reaches. */
  readonly node: GraphNode;
}

type ReachOf<K extends NodeKind> = (
  node: GraphNode<K>,
  inputShapes: readonly (readonly number[])[],
) => Reach | undefined;

/** What lies around maps for a maximum: lower than any activation. */
const LOWEST = -1e38;
const NO_MARGINS: Margins = [[0, 0], [0, 0]];

/** A node whose value at a place is made of the inputs' there. */
function atPlace<K extends NodeKind>(
  isSo: (node: GraphNode<K>) => boolean = () => true,
): ReachOf<K> {
  return (node, inputShapes) => {
    const [[, height, width] = []] = inputShapes;
    const sameSides = inputShapes.every((shape) =>
      shape.length === 4 && shape[1] === height && shape[2] === width
    );
    if (!sameSides || !isSo(node)) return undefined;
    return {
      size: [1, 1],
      strides: [1, 1],
      margins: NO_MARGINS,
      fill: 0,
      node: node as GraphNode,
    };
  };
}

/** A node that needs whole maps, or that has none. */
const everywhere = () => undefined;

interface Sliding {
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilations?: Pair;
}

/** A node that slides a window. */
function sliding<
  K extends "averagePool" | "conv2d" | "depthwiseConv2d" | "maxPool",
>(
  windowOf: (node: GraphNode<K>) => Pair,
  fill = 0,
): ReachOf<K> {
  return (node, [shape]) => {
    const attributes: Sliding = node.attributes;
    const { strides, padding, dilations = [1, 1] } = attributes;
    const window = windowOf(node);
    const margins = paddingMargins(
      [shape![1]!, shape![2]!],
      window,
      strides,
      dilations,
      padding,
    );
    const along = (axis: 0 | 1) => (window[axis] - 1) * dilations[axis] + 1;
    return {
      size: [along(0), along(1)],
      strides,
      margins,
      fill,
      node: {
        ...node,
        attributes: { ...attributes, padding: "valid" },
      } as GraphNode,
    };
  };
}

function kernelSize(node: GraphNode<"conv2d" | "depthwiseConv2d">): Pair {
  const [height, width] = weightOf(node, "kernel").shape;
  return [height!, width!];
}

/** The mean of what lies inside depends on where the border is. */
const averagePool: ReachOf<"averagePool"> = (node, shapes) => {
  const of = sliding<"averagePool">(({ attributes }) => attributes.size);
  const reach = of(node, shapes);
  return reach?.margins.flat().some((margin) => margin !== 0)
    ? undefined
    : reach;
};

const pad: ReachOf<"pad"> = (node, [shape]) => {
  if (shape!.length !== 4) return undefined;
  const [rows, columns, channels] = node.attributes.margins;
  return {
    size: [1, 1],
    strides: [1, 1],
    margins: [rows!, columns!],
    fill: 0,
    node: {
      ...node,
      attributes: { margins: [...NO_MARGINS, channels!] },
    } as GraphNode,
  };
};

/** Whether weights are the same everywhere in a map. */
function perChannel({ weights }: GraphNode): boolean {
  return Object.values(weights).every((weight) =>
    weight === undefined ||
    weight().shape.slice(0, -1).every((side) => side === 1)
  );
}

const overChannels = ({ attributes: { axes } }: GraphNode<
  "layerNorm" | "rmsNorm"
>) => axes.length === 1 && (axes[0] === 3 || axes[0] === -1);

const alongChannels = ({ attributes: { axis } }: GraphNode<
  "batchNorm" | "concat" | "gather" | "logSoftmax" | "softmax"
>) => axis === 3 || axis === -1;

/** How far each kind of node reaches; `undefined` where it needs whole maps. */
export const REACH: { readonly [K in NodeKind]: ReachOf<K> } = {
  activation: atPlace(),
  add: atPlace(),
  attention: everywhere,
  average: atPlace(),
  averagePool,
  batchNorm: atPlace(alongChannels),
  concat: atPlace(alongChannels),
  conv2d: sliding(kernelSize),
  conv2dTranspose: everywhere,
  dense: atPlace(),
  depthwiseConv2d: sliding(kernelSize),
  divide: atPlace(),
  elementwiseAffine: atPlace(perChannel),
  gate: atPlace(),
  gather: atPlace(alongChannels),
  globalAveragePool: everywhere,
  globalMaxPool: everywhere,
  groupNorm: everywhere,
  identity: atPlace(),
  input: everywhere,
  layerNorm: atPlace(overChannels),
  localResponseNorm: atPlace(),
  logSoftmax: atPlace(alongChannels),
  matMul: everywhere,
  maxPool: sliding(({ attributes }) => attributes.size, LOWEST),
  maximum: atPlace(),
  minimum: atPlace(),
  multiply: atPlace(),
  other: everywhere,
  pad,
  prelu: atPlace(perChannel),
  reduce: everywhere,
  rescale: atPlace(),
  reshape: everywhere,
  resize: everywhere,
  rmsNorm: atPlace(overChannels),
  slice: everywhere,
  softmax: atPlace(alongChannels),
  subtract: atPlace(),
  tile: everywhere,
  transpose: everywhere,
  upsample: everywhere,
};
