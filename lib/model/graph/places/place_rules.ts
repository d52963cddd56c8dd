import * as tf from "@tensorflow/tfjs";
import type { AnyNode, NodeKind } from "../graph_node.ts";
import { broadcastField, Field, united } from "./field.ts";
import { NOWHERE } from "./rectangles.ts";
import {
  concat,
  gather,
  moving,
  pad,
  reshape,
  slice,
  tile,
  transpose,
} from "./movement.ts";
import {
  asBefore,
  fieldOf,
  type PlaceContext,
  type PlaceRule,
} from "./place.ts";
import { isInOrder } from "./token_grid.ts";

const keep: PlaceRule<NodeKind> = ({ inputs }) => inputs[0]!;

/** A window slides over maps, whatever they were before. */
const slide: PlaceRule<NodeKind> = (context) => {
  const [place] = context.inputs;
  if (place === undefined || typeof place === "string") return "maps";
  const cells = united(place, [2], context.rectangles);
  if (isInOrder(cells, context.shapes[0]!, context.rectangles)) return "maps";
  return isPointwise(context.node as AnyNode) ? cells : "nowhere";
};

function isPointwise(node: AnyNode): boolean {
  if (node.kind !== "conv2d" && node.kind !== "depthwiseConv2d") return false;
  const { strides, padding } = node.attributes;
  const isBare = typeof padding === "string" ||
    padding.flat().every((n) => n === 0);
  const [height, width] = tf.tidy(() => node.weights.kernel!().shape);
  return isBare && [...strides, height, width].every((n) => n === 1);
}

/** Of values that meet element by element. */
const meet: PlaceRule<NodeKind> = (context) => {
  const { inputs, rectangles } = context;
  if (inputs.every((place) => typeof place === "string")) {
    return inputs.includes("maps") ? "maps" : "nowhere";
  }
  const fields = inputs.map((_, i) => fieldOf(context, i));
  if (fields.some((field) => field === undefined)) return asBefore(context);
  return fields.map((field) => field!).reduce((a, b) => {
    const lengths = a.lengths.map((length, i) =>
      Math.max(length, b.lengths[i]!)
    );
    const [left, right] = [a, b].map((field) => broadcastField(field, lengths));
    if (left === undefined || right === undefined) return a;
    const others = right.ids;
    return Field.of(
      lengths,
      left.ids.map((id, i) => rectangles.union(id, others[i]!)),
    );
  });
};

/** Of matrices: an output lies where its row does, or else where its column does. */
const product: PlaceRule<"attention"> & PlaceRule<"matMul"> = (context) => {
  const [a, b] = [0, 1].map((i) =>
    fieldOf(context as unknown as PlaceContext<NodeKind>, i)
  );
  if (a === undefined || b === undefined) return asBefore(context);
  const rank = a.lengths.length;
  const rows = united(a, [rank - 1], context.rectangles);
  return rows.ids.some((id) => id !== NOWHERE)
    ? rows
    : united(b, [rank - 2], context.rectangles);
};

/** The place of every kind of node. */
export const PLACES: { readonly [K in NodeKind]: PlaceRule<K> } = {
  activation: keep,
  add: meet,
  attention: product,
  average: meet,
  averagePool: slide,
  batchNorm: keep,
  concat,
  conv2d: slide,
  conv2dTranspose: slide,
  dense: (context) => {
    if (context.inputs[0] === "maps") return "maps";
    const field = fieldOf(context as unknown as PlaceContext<NodeKind>);
    return field === undefined
      ? asBefore(context)
      : united(field, [field.lengths.length - 1], context.rectangles);
  },
  depthwiseConv2d: slide,
  divide: meet,
  elementwiseAffine: keep,
  gate: meet,
  gather,
  globalAveragePool: () => "nowhere",
  globalMaxPool: () => "nowhere",
  groupNorm: keep,
  identity: keep,
  input: ({ node }) => node.shape.length === 4 ? "maps" : "nowhere",
  layerNorm: keep,
  localResponseNorm: keep,
  logSoftmax: keep,
  matMul: product,
  maxPool: slide,
  maximum: meet,
  minimum: meet,
  multiply: meet,
  // What it does is not known: feature maps are taken for such.
  other: ({ node }) => node.shape.length === 4 ? "maps" : "nowhere",
  pad,
  prelu: keep,
  reduce: (context) => {
    const { axes, keepDims } = context.node.attributes;
    if (context.inputs[0] === "maps" && keepDims) {
      const isOfChannels = axes.every((axis) => axis === 3);
      if (isOfChannels || [1, 2].every((axis) => axes.includes(axis))) {
        return "maps";
      }
    }
    return moving<"reduce">((field) => {
      const own = axes.map((axis) => axis - 1);
      const { lengths, ids } = united(field, own, context.rectangles);
      return Field.of(
        keepDims ? lengths : lengths.filter((_, axis) => !own.includes(axis)),
        ids,
      );
    })(context);
  },
  rescale: keep,
  reshape,
  resize: slide,
  rmsNorm: keep,
  slice,
  softmax: keep,
  subtract: meet,
  tile,
  transpose,
  upsample: slide,
};
