import { isSquare } from "./activations.ts";
import type { AnyNode } from "../graph_node.ts";
import { factorsOf, inputOf } from "./linear_view.ts";
import type { Pattern, PatternView } from "./rewrite.ts";

/**
 * Layer norm, `(x − mean) / √(variance + ε)`, and rms norm, `x / √(mean of x² +
 * ε)`, spelled out.
 */
export const normalization: Pattern = (node, view) => {
  for (const [value, deviation] of quotientsOf(node, view)) {
    const root = meanUnderRoot(deviation, view);
    if (root === undefined || !isSquare(root.of, value, view)) continue;
    const { axes, epsilon } = root;
    const centered = view.node(value);
    const x = centered.inputs[0]!;
    if (centered.kind === "subtract") {
      const mean = meanOf(centered.inputs[1]!, view);
      if (mean?.of === x && sameAxes(mean.axes, axes)) {
        return normOf("layerNorm", x, axes, epsilon);
      }
    }
    return normOf("rmsNorm", value, axes, epsilon);
  }
  return undefined;
};

/** γ behind a norm that has none: it is the norm's, where the axes are. */
export const normalizationFactor: Pattern = (node, view) => {
  const { gamma, beta } = node.weights;
  if (node.kind !== "elementwiseAffine" || beta || !gamma) return undefined;
  const norm = view.node(node.inputs[0]!);
  const isBare = (norm.kind === "layerNorm" || norm.kind === "rmsNorm") &&
    norm.weights.gamma === undefined && norm.weights.beta === undefined &&
    view.hasOneUser(norm.id);
  if (!isBare) return undefined;
  const { axes } = norm.attributes;
  const rank = norm.shape.length;
  const { shape } = view.weights.valuesOf(gamma);
  const lengths = axes.map((axis) => norm.shape[axis]);
  // The last axes, all of them and no others.
  const isWhole = axes.every((axis, i) => axis === rank - axes.length + i) &&
    shape.length === axes.length && shape.every((n, i) => n === lengths[i]);
  return isWhole
    ? {
      kind: norm.kind,
      name: norm.name,
      layerClass: norm.layerClass,
      inputs: norm.inputs,
      attributes: norm.attributes,
      weights: { gamma },
    }
    : undefined;
};

function normOf(
  kind: "layerNorm" | "rmsNorm",
  input: number,
  axes: readonly number[],
  epsilon: number,
) {
  const parts = { inputs: [input], attributes: { axes, epsilon }, weights: {} };
  return { kind, ...parts } as const;
}

/** What is divided and what divides it, by a quotient or a reciprocal. */
function quotientsOf(
  node: AnyNode,
  view: PatternView,
): readonly (readonly [value: number, divisor: Divisor])[] {
  if (node.kind === "divide") {
    const [value, divisor] = node.inputs as [number, number];
    const root = inputOf(source(divisor, view), "sqrt", view);
    return root === undefined ? [] : [[value, root]];
  }
  return factorsOf(node).flatMap(([value, factor]) => {
    const inverse = view.node(source(factor, view));
    if (inverse.kind !== "activation") return [];
    const { fn } = inverse.attributes;
    const input = inverse.inputs[0]!;
    if (fn.name === "power" && fn.exponent === -0.5) return [[value, input]];
    const root = fn.name === "reciprocal"
      ? inputOf(source(input, view), "sqrt", view)
      : undefined;
    return root === undefined ? [] : [[value, root]];
  });
}

/** Id of what stands under the root that divides. */
type Divisor = number;

/** A mean of a node's output over some axes. */
interface Mean {
  readonly of: number;
  readonly axes: readonly number[];
}

/** A mean plus ε. */
function meanUnderRoot(
  id: number,
  view: PatternView,
): (Mean & { readonly epsilon: number }) | undefined {
  const sum = view.node(source(id, view));
  const epsilon = sum.kind === "rescale" && sum.attributes.scale === 1
    ? sum.attributes.offset
    : undefined;
  const mean = meanOf(epsilon === undefined ? sum.id : sum.inputs[0]!, view);
  return mean && { ...mean, epsilon: epsilon ?? 0 };
}

function meanOf(id: number, view: PatternView): Mean | undefined {
  const node = view.node(source(id, view));
  if (node.kind === "globalAveragePool") {
    return { of: node.inputs[0]!, axes: [1, 2] };
  }
  return node.kind === "reduce" && node.attributes.operation === "mean"
    ? { of: node.inputs[0]!, axes: node.attributes.axes }
    : undefined;
}

/** The node before those that only add axes of length 1. */
function source(id: number, view: PatternView): number {
  const node = view.node(id);
  if (node.kind !== "reshape") return id;
  const long = (shape: AnyNode["shape"]) =>
    shape.filter((length) => length !== 1).join();
  const before = view.node(node.inputs[0]!);
  return long(node.shape) === long(before.shape) ? source(before.id, view) : id;
}

function sameAxes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((axis) => b.includes(axis));
}
