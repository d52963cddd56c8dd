import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { oneHot } from "./one_hot.ts";

/** Below any norm that says something: where the root is 0, so is its slope. */
const LEAST = 1e-30;

/** Some axes taken together; of a maximum or minimum, ties go to the first. */
export const reduce: Operation<"reduce"> = {
  forward: (node, [x]) => {
    const { operation, axes, keepDims } = node.attributes;
    return REDUCTIONS[operation].value(x!, [...axes], keepDims);
  },
  gradient: (node, g, { inputs: [x], output, inputShapes }) => {
    const { operation, axes } = node.attributes;
    const shape = inputShapes[0]!;
    const kept = shape.map((size, axis) => axes.includes(axis) ? 1 : size);
    return [
      REDUCTIONS[operation].gradient({
        g: tf.reshape(g, kept),
        x: x!,
        z: () => tf.reshape(output, kept),
        shape,
        axes,
      }),
    ];
  },
  ties: {
    extremes: (node, { inputs: [x] }) => {
      const { operation, axes } = node.attributes;
      if (operation !== "max" && operation !== "min") return undefined;
      const sign = operation === "max" ? 1 : -1;
      const { values, counts } = maximaAlong(tf.mul(x!, sign), axes);
      return { values: tf.mul(values, sign), counts };
    },
    gradient: (node, g, at) => {
      const { operation, axes } = node.attributes;
      if (operation !== "max" && operation !== "min") {
        return reduce.gradient(node, g, at);
      }
      const [x] = at.inputs;
      const { mask, counts } = maximaAlong(
        operation === "max" ? x! : tf.neg(x!),
        axes,
      );
      return [tf.mul(mask, tf.div(tf.reshape(g, counts.shape), counts))];
    },
  },
  keeps: ({ attributes: { operation } }) => REDUCTIONS[operation].keeps,
};

interface ReductionPass {
  /** The gradient by the output, with the axes that are taken together. */
  readonly g: tf.Tensor;
  readonly x: tf.Tensor;
  /** The output, with those axes. */
  readonly z: () => tf.Tensor;
  /** Shape of x. */
  readonly shape: readonly number[];
  readonly axes: readonly number[];
}

interface ReductionRule {
  readonly value: (
    x: tf.Tensor,
    axes: number[],
    keepDims: boolean,
  ) => tf.Tensor;
  readonly gradient: (pass: ReductionPass) => tf.Tensor;
  readonly keeps: "nothing" | "inputs" | "both";
}

const REDUCTIONS: { readonly [R in Reduction]: ReductionRule } = {
  mean: {
    value: (x, axes, keepDims) => tf.mean(x, axes, keepDims),
    gradient: ({ g, shape, axes }) => {
      const count = axes.reduce((total, axis) => total * shape[axis]!, 1);
      return tf.broadcastTo(tf.div(g, count), [...shape]);
    },
    keeps: "nothing",
  },
  sum: {
    value: (x, axes, keepDims) => tf.sum(x, axes, keepDims),
    gradient: ({ g, shape }) => tf.broadcastTo(g, [...shape]),
    keeps: "nothing",
  },
  max: {
    value: (x, axes, keepDims) => tf.max(x, axes, keepDims),
    gradient: ({ g, x, axes }) => tf.mul(g, firstMaximum(x, axes)),
    keeps: "inputs",
  },
  min: {
    value: (x, axes, keepDims) => tf.min(x, axes, keepDims),
    gradient: ({ g, x, axes }) => tf.mul(g, firstMaximum(tf.neg(x), axes)),
    keeps: "inputs",
  },
  l2: {
    value: (x, axes, keepDims) => tf.sqrt(tf.sum(tf.square(x), axes, keepDims)),
    gradient: ({ g, x, z }) => tf.mul(tf.div(g, tf.maximum(z(), LEAST)), x),
    keeps: "both",
  },
};

/** 1 at the first of the greatest values along some axes, else 0. */
function firstMaximum(x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  const others = x.shape.map((_, axis) => axis)
    .filter((axis) => !axes.includes(axis));
  const order = [...others, ...[...axes].sort((a, b) => a - b)];
  const moved = tf.transpose(x, order);
  const count = axes.reduce((total, axis) => total * x.shape[axis]!, 1);
  const rows = tf.reshape(moved, [x.size / count, count]);
  const chosen = oneHot(tf.argMax(rows, 1), count);
  return tf.transpose(
    tf.reshape(chosen, moved.shape),
    order.map((_, axis) => order.indexOf(axis)),
  );
}

/** The greatest values along some axes, which are kept. */
export function maximaAlong(x: tf.Tensor, axes: readonly number[]): {
  readonly values: tf.Tensor;
  /** How many values are as great. */
  readonly counts: tf.Tensor;
  /** 1 where x is one of them, else 0. */
  readonly mask: tf.Tensor;
} {
  const values = tf.max(x, [...axes], true);
  const mask = tf.sub(1, tf.step(tf.sub(values, x)));
  return { values, mask, counts: tf.sum(mask, [...axes], true) };
}
