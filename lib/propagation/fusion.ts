import * as tf from "@tensorflow/tfjs";
import {
  type AnyNode,
  type Convolution,
  type GraphNode,
  type LayerGraph,
  type Margins,
  usersOf,
} from "../model/mod.ts";
import {
  batchNormAffine,
  convolve,
  convolveDepthwise,
  type Epilogue,
  type EpilogueActivation,
} from "./operations/mod.ts";

/**
 * Nodes that run as one operation: a convolution, the pad before it, and what is
 * done to its output before anything else reads it. Their outputs in between are never stored; the
 * backward pass visits every node as it is.
 */
export interface Chain {
  /** The convolution, which pads by itself where a pad comes before it. */
  readonly start: GraphNode<"conv2d"> | GraphNode<"depthwiseConv2d">;
  /** The batch normalization behind it. */
  readonly norm?: GraphNode<"batchNorm">;
  /** The id of the node that is added to it, where an addition follows. */
  readonly residual?: number;
  /** The function that ends the chain. */
  readonly activation: EpilogueActivation;
  /** Ids of its nodes, in order. */
  readonly ids: readonly number[];
}

/**
 * The chains of a network by the id of their last node.
 *
 * @param graph The network.
 * @param kept Ids of the nodes whose output somebody reads later.
 */
export function chainsOf(
  graph: LayerGraph,
  kept: ReadonlySet<number>,
): ReadonlyMap<number, Chain> {
  const users = usersOf(graph);
  const taken = new Set<number>();
  const chains = new Map<number, Chain>();
  /** The only node that reads `id`, if its output is for nobody else. */
  const follower = (id: number): AnyNode | undefined => {
    const [user, ...others] = users[id]!;
    return others.length > 0 || user === undefined || kept.has(id) ||
        taken.has(user)
      ? undefined
      : graph.nodes[user];
  };
  for (const start of graph.nodes) {
    if (!isConvolution(start)) continue;
    const padded = paddedConvolution(graph, users, start);
    const pad = padded && !kept.has(padded.pad.id) ? padded.pad : undefined;
    const ids = pad ? [pad.id, start.id] : [start.id];
    const next = () => follower(ids.at(-1)!);
    const norm = isChannelNorm(next()) ? next() : undefined;
    if (norm) ids.push(norm.id);
    const sum = residualOf(next(), ids.at(-1)!, graph);
    if (sum !== undefined) ids.push(sum.id);
    const activation = epilogueActivation(next());
    if (activation !== "linear") ids.push(next()!.id);
    if (ids.length === 1) continue;
    ids.forEach((id) => taken.add(id));
    chains.set(ids.at(-1)!, {
      start: pad ? padded!.node : start,
      ...(norm ? { norm: norm as GraphNode<"batchNorm"> } : {}),
      ...(sum ? { residual: sum.residual } : {}),
      activation,
      ids,
    });
  }
  return chains;
}

/** Whether a node is a convolution that chains begin with. */
export function isConvolution(
  node: AnyNode,
): node is GraphNode<"conv2d"> | GraphNode<"depthwiseConv2d"> {
  return node.kind === "conv2d" || node.kind === "depthwiseConv2d";
}

/** A convolution that does the work of the pad before it. */
export interface PaddedConvolution<
  K extends "conv2d" | "depthwiseConv2d" = "conv2d" | "depthwiseConv2d",
> {
  /** The pad. */
  readonly pad: GraphNode<"pad">;
  /** The convolution, of the pad's input. */
  readonly node: GraphNode<K>;
}

/**
 * The convolution with the pad before it as its own, if nothing else reads that;
 * "same" depends on the size of what comes in.
 *
 * @param users The nodes that read each output.
 */
export function paddedConvolution<K extends "conv2d" | "depthwiseConv2d">(
  { nodes }: LayerGraph,
  users: readonly (readonly number[])[],
  node: GraphNode<K>,
): PaddedConvolution<K> | undefined {
  const pad = nodes[node.inputs[0]!]!;
  const { padding } = node.attributes as Convolution;
  if (pad.kind !== "pad" || users[pad.id]!.length > 1 || padding === "same") {
    return undefined;
  }
  const [rows, columns, channels] = pad.attributes.margins;
  if (rows === undefined || columns === undefined || !isNone(channels)) {
    return undefined;
  }
  const own = padding === "valid" ? NO_MARGINS : padding;
  const margins: Margins = [
    [rows[0] + own[0][0], rows[1] + own[0][1]],
    [columns[0] + own[1][0], columns[1] + own[1][1]],
  ];
  const attributes = { ...node.attributes, padding: margins };
  return { pad, node: { ...node, inputs: pad.inputs, attributes } };
}

const NO_MARGINS: Margins = [[0, 0], [0, 0]];

function isNone(margins: readonly number[] | undefined): boolean {
  return margins?.every((zeros) => zeros === 0) ?? false;
}

/** Whether a node is a batch normalization of the last axis. */
export function isChannelNorm(
  node: AnyNode | undefined,
): node is GraphNode<"batchNorm"> {
  return node?.kind === "batchNorm" &&
    node.attributes.axis === node.shape.length - 1;
}

/** What a kernel of a convolution can do of a node behind it. */
function epilogueActivation(node: AnyNode | undefined): EpilogueActivation {
  if (isRelu(node)) return "relu";
  return node?.kind === "activation" &&
      node.attributes.fn.name === "clippedRelu" &&
      node.attributes.fn.ceiling === 6
    ? "relu6"
    : "linear";
}

/** Whether a node is a ReLU. */
export function isRelu(node: AnyNode | undefined): boolean {
  return node?.kind === "activation" && node.attributes.fn.name === "relu";
}

/** The other operand, where a node adds something of the same shape. */
function residualOf(
  node: AnyNode | undefined,
  before: number,
  { nodes }: LayerGraph,
): { readonly id: number; readonly residual: number } | undefined {
  if (node?.kind !== "add" || node.inputs.length !== 2) return undefined;
  const [residual] = node.inputs.filter((id) => id !== before);
  if (residual === undefined) return undefined;
  const [a, b] = [nodes[before]!.shape, nodes[residual]!.shape];
  return a.length === b.length && a.every((length, i) => length === b[i])
    ? { id: node.id, residual }
    : undefined;
}

/**
 * The output of the last node of a chain.
 *
 * @param chain The nodes.
 * @param x The input of the first.
 * @param residual What is added, where the chain has an addition.
 * @param prepared What is prepared for its normalization, where it has one.
 */
export function runChain(
  chain: Chain,
  x: tf.Tensor,
  residual: tf.Tensor | undefined,
  prepared: readonly tf.Tensor[] | undefined,
): tf.Tensor {
  const { start } = chain;
  const epilogue = {
    ...affineOf(chain, prepared),
    residual,
    activation: chain.activation,
  };
  return start.kind === "conv2d"
    ? convolve(start, x as tf.Tensor4D, epilogue)
    : convolveDepthwise(start, x as tf.Tensor4D, epilogue);
}

/** The bias of the convolution and the normalization behind it as one. */
function affineOf(
  { start, norm }: Chain,
  prepared: readonly tf.Tensor[] | undefined,
): Pick<Epilogue, "scale" | "shift"> {
  const bias = start.weights.bias?.();
  if (norm === undefined) return { shift: bias };
  const { scale, shift } = batchNormAffine(norm, prepared);
  return { scale, shift: bias ? tf.add(tf.mul(bias, scale), shift) : shift };
}
