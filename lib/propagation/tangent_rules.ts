import * as tf from "@tensorflow/tfjs";
import {
  type GraphNode,
  type NodeKind,
  UnsupportedLayerError,
} from "../model/mod.ts";
import { maxPoolTangent } from "./max_pool_tangent.ts";
import type { Operation } from "./operation.ts";
import {
  localResponseTangent,
  OPERATIONS,
  overAxes,
} from "./operations/mod.ts";
import { sumOf, type TangentRule } from "./tangent_rule.ts";

/** Of a linear function, or one that is but for what it adds: the function. */
function linear<K extends NodeKind>(kind: K): TangentRule<K> {
  const { forward } = OPERATIONS[kind] as unknown as Operation<K>;
  return (node, tangents, { prepared }) => {
    const weights = { ...node.weights, bias: undefined, beta: undefined };
    return forward({ ...node, weights }, tangents, prepared);
  };
}

/** Of a function whose Jacobian is symmetric: its gradient. */
function symmetric<K extends NodeKind>(): TangentRule<K> {
  return (node, [t], at, gradient) => gradient(node, t!, at)[0]!;
}

/** Of a normalization: that is symmetric before γ, which comes last. */
function normalized<K extends "groupNorm" | "layerNorm" | "rmsNorm">(
  scale: (node: GraphNode<K>, gamma: tf.Tensor, t: tf.Tensor) => tf.Tensor,
): TangentRule<K> {
  return (node, [t], at, gradient) => {
    const { gamma, ...weights } = node.weights;
    const inputs = [tf.broadcastTo(at.inputs[0]!, t!.shape)];
    const [change] = gradient({ ...node, weights }, t!, { ...at, inputs });
    return gamma ? tf.mul(change!, scale(node, gamma(), t!)) : change!;
  };
}

/** Where each value enters one output only: the sum of its shares, if of several. */
function taken<K extends NodeKind>(
  sum: (node: GraphNode<K>, shares: tf.Tensor) => tf.Tensor,
): TangentRule<K> {
  return (node, [t], at, gradient) => {
    const [share] = gradient(node, tf.ones([...at.outputShape]), at);
    return sum(node, tf.mul(t!, share!));
  };
}

/** Of an extreme of the inputs: what each gives, value by value, is a share. */
const picked: TangentRule<"maximum"> & TangentRule<"minimum"> = (
  node,
  tangents,
  at,
  gradient: Operation<"maximum" & "minimum">["gradient"],
) => {
  const shape = [...at.outputShape];
  const inputs = at.inputs.map((input) => tf.broadcastTo(input, shape));
  const inputShapes = inputs.map(() => shape);
  const shares = gradient(node as never, tf.ones(shape), {
    ...at,
    inputs,
    inputShapes,
  });
  return sumOf(tangents.map((t, i) => tf.mul(t, shares[i]!)));
};

/** Of a product of the inputs: each change in turn, times all other inputs. */
function product<K extends "gate" | "multiply">(): TangentRule<K> {
  return (_node, tangents, { inputs }) =>
    sumOf(
      tangents.map((t, i) =>
        inputs.reduce((all, x, j) => i === j ? all : tf.mul(all, x), t)
      ),
    );
}

const attention: TangentRule<"attention"> = (_node, [t, u], { inputs }) => {
  const [scores, values] = inputs;
  const weights = tf.softmax(scores!);
  const change = softmaxTangent(weights, t!, -1);
  return tf.add(tf.matMul(change, values!), tf.matMul(weights, u!));
};

function softmaxTangent(
  weights: tf.Tensor,
  t: tf.Tensor,
  axis: number,
): tf.Tensor {
  const weighted = tf.mul(weights, t);
  return tf.sub(weighted, tf.mul(weights, tf.sum(weighted, axis, true)));
}

/**
 * Of an unknown operation: its gradient is linear in what it is given, and the
 * gradient of that is the tangent.
 */
const other: TangentRule<"other"> = (node, tangents, at, gradient) => {
  const upstream = tf.zeros([...at.outputShape]);
  const count = tangents[0]!.shape[0]!;
  const parts = Array.from({ length: count }, (_, row) => {
    const own = tangents.map((t) => tf.slice(t, row, 1));
    const pairing = (g: tf.Tensor) =>
      sumOf(
        gradient(node, g, at).map((part, i) => tf.sum(tf.mul(part, own[i]!))),
      );
    try {
      return tf.grad(pairing)(upstream);
    } catch (cause) {
      throw new UnsupportedLayerError(
        node.name,
        node.layerClass,
        `the ${tf.getBackend()} backend has no second gradient for it: ${
          cause instanceof Error ? cause.message : cause
        }`,
        { cause },
      );
    }
  });
  return tf.concat(parts, 0);
};

/** The tangent of every kind of node. */
export const TANGENTS: { readonly [K in NodeKind]: TangentRule<K> } = {
  activation: taken((_node, shares) => shares),
  add: linear("add"),
  attention,
  average: linear("average"),
  averagePool: linear("averagePool"),
  batchNorm: symmetric(),
  concat: linear("concat"),
  conv2d: linear("conv2d"),
  conv2dTranspose: linear("conv2dTranspose"),
  dense: linear("dense"),
  depthwiseConv2d: linear("depthwiseConv2d"),
  divide: (_node, [t, u], { inputs, output }) =>
    tf.div(tf.sub(t!, tf.mul(output, u!)), inputs[1]!),
  elementwiseAffine: linear("elementwiseAffine"),
  gate: product(),
  gather: linear("gather"),
  globalAveragePool: linear("globalAveragePool"),
  globalMaxPool: taken((_node, shares) => tf.sum(shares, [1, 2])),
  groupNorm: normalized((_node, gamma) => gamma),
  identity: linear("identity"),
  input: (_node, [t]) => t!,
  layerNorm: normalized((node, gamma, t) =>
    overAxes(gamma, node.attributes.axes, t)
  ),
  localResponseNorm: (node, [t], { inputs: [x] }) =>
    localResponseTangent(node, t!, x!),
  logSoftmax: (node, [t], { output }) =>
    tf.sub(
      t!,
      tf.sum(tf.mul(tf.exp(output), t!), node.attributes.axis, true),
    ),
  matMul: (_node, [t, u], { inputs: [a, b] }) =>
    tf.add(tf.matMul(t!, b!), tf.matMul(a!, u!)),
  maxPool: maxPoolTangent,
  maximum: picked,
  minimum: picked,
  multiply: product(),
  other,
  pad: linear("pad"),
  prelu: taken((_node, shares) => shares),
  reduce: taken(({ attributes: { axes, keepDims } }, shares) =>
    tf.sum(shares, [...axes], keepDims)
  ),
  rescale: symmetric(),
  reshape: linear("reshape"),
  resize: linear("resize"),
  rmsNorm: normalized((node, gamma, t) =>
    overAxes(gamma, node.attributes.axes, t)
  ),
  slice: linear("slice"),
  softmax: (node, [t], { output }) =>
    softmaxTangent(output, t!, node.attributes.axis),
  subtract: linear("subtract"),
  tile: linear("tile"),
  transpose: linear("transpose"),
  upsample: linear("upsample"),
};
