import type { ActivationFunction } from "../activation_function.ts";
import type { AnyNode } from "../graph_node.ts";
import {
  factorsOf,
  inputOf,
  isAbout,
  type LinearView,
  linearViews,
} from "./linear_view.ts";
import type { Pattern, PatternView } from "./rewrite.ts";

/** A value and a function of it, times a number. */
interface Product {
  readonly input: number;
  readonly fn: ActivationFunction;
  /** How many times the function it is. */
  readonly times: number;
}

/**
 * Gelu (with erf or tanh), swish, hard-swish and mish, written as products of a
 * value with a function of it.
 */
export const gatedActivation: Pattern = (node, view) => {
  for (const { id, scale, offset } of linearViews(node.id, view)) {
    if (offset !== 0) continue;
    const product = productOf(view.node(id), view);
    if (product === undefined || !isAbout(product.times * scale, 1)) continue;
    return activationOf(product.input, product.fn);
  }
  return undefined;
};

/** Hard sigmoid, written as a straight line between two bounds. */
export const hardSigmoid: Pattern = (node, view) => {
  for (const outer of linearViews(node.id, view)) {
    const bounded = view.node(outer.id);
    if (outer.offset !== 0 || bounded.kind !== "activation") continue;
    const { fn } = bounded.attributes;
    if (fn.name !== "clippedRelu" || !isAbout(fn.ceiling * outer.scale, 1)) {
      continue;
    }
    for (const line of linearViews(bounded.inputs[0]!, view)) {
      if (!isAbout(line.offset * outer.scale, 0.5)) continue;
      const slope = line.scale * outer.scale;
      return activationOf(line.id, { name: "hardSigmoid", slope });
    }
  }
  return undefined;
};

/** Leaky relu, written as the greater of a value and a part of it. */
export const leakyRelu: Pattern = (node, view) => {
  if (node.kind !== "maximum" || node.inputs.length !== 2) return undefined;
  const [a, b] = node.inputs as [number, number];
  for (const [x, part] of [[a, b], [b, a]] as const) {
    for (const { id, scale, offset } of linearViews(part, view)) {
      if (id !== x || offset !== 0 || !(scale > 0 && scale < 1)) continue;
      return activationOf(x, { name: "leakyRelu", slope: scale });
    }
  }
  return undefined;
};

function activationOf(input: number, fn: ActivationFunction) {
  return {
    kind: "activation",
    inputs: [input],
    attributes: { fn },
    weights: {},
  } as const;
}

function productOf(node: AnyNode, view: PatternView): Product | undefined {
  for (const [first, second] of factorsOf(node)) {
    for (const x of linearViews(first, view)) {
      if (x.offset !== 0) continue;
      for (const gate of linearViews(second, view)) {
        const fn = gateOf(gate, x.id, view);
        if (fn === undefined) continue;
        return { input: x.id, fn: fn.fn, times: x.scale * fn.times };
      }
    }
  }
  return undefined;
}

type Gate = Pick<Product, "fn" | "times">;

/** Which function x times a gate is: the gate is computed from `x`. */
function gateOf(
  gate: LinearView,
  x: number,
  view: PatternView,
): Gate | undefined {
  const { id, scale, offset } = gate;
  const isOf = (input: number | undefined, factor = 1) =>
    input !== undefined &&
    linearViews(input, view).some((of) =>
      of.id === x && of.offset === 0 && isAbout(of.scale, factor)
    );
  const erf = inputOf(id, "erf", view);
  if (erf !== undefined) {
    return isAbout(offset, scale) && isOf(erf, Math.SQRT1_2)
      ? { fn: { name: "gelu" }, times: 2 * scale }
      : undefined;
  }
  const tanh = inputOf(id, "tanh", view);
  if (tanh !== undefined && isAbout(offset, scale)) {
    return isCubicOf(tanh, x, view)
      ? { fn: { name: "geluTanh" }, times: 2 * scale }
      : undefined;
  }
  if (offset !== 0) return undefined;
  if (tanh !== undefined) {
    return isOf(inputOf(tanh, "softplus", view))
      ? { fn: { name: "mish" }, times: scale }
      : undefined;
  }
  if (isOf(inputOf(id, "sigmoid", view))) {
    return { fn: { name: "swish" }, times: scale };
  }
  return hardGateOf(gate, x, view);
}

/** `(x + 3)` between 0 and 6, or a sixth of it. */
function hardGateOf(
  { id, scale }: LinearView,
  x: number,
  view: PatternView,
): Gate | undefined {
  const node = view.node(id);
  if (node.kind !== "activation") return undefined;
  const { fn } = node.attributes;
  if (fn.name === "hardSigmoid") {
    return isAbout(fn.slope, 1 / 6) && node.inputs[0] === x
      ? { fn: { name: "hardSwish" }, times: scale }
      : undefined;
  }
  if (fn.name !== "clippedRelu" || fn.ceiling !== 6) return undefined;
  const isShifted = linearViews(node.inputs[0]!, view).some((line) =>
    line.id === x && line.scale === 1 && line.offset === 3
  );
  return isShifted
    ? { fn: { name: "hardSwish" }, times: 6 * scale }
    : undefined;
}

/** Whether a value is `√(2/π) · (x + 0.044715 · x³)`. */
function isCubicOf(id: number, x: number, view: PatternView): boolean {
  return linearViews(id, view).some((whole) => {
    const sum = view.node(whole.id);
    if (sum.kind !== "add" || whole.offset !== 0) return false;
    if (!isAbout(whole.scale, Math.sqrt(2 / Math.PI))) return false;
    return sum.inputs.length === 2 && sum.inputs.includes(x) &&
      sum.inputs.some((part) =>
        linearViews(part, view).some(({ id, scale, offset }) =>
          offset === 0 && isAbout(scale, 0.044715) && isCube(id, x, view)
        )
      );
  });
}

function isCube(id: number, x: number, view: PatternView): boolean {
  const node = view.node(id);
  if (node.kind === "activation") {
    const { fn } = node.attributes;
    return fn.name === "power" && fn.exponent === 3 && node.inputs[0] === x;
  }
  return factorsOf(node).some(([a, b]) => a === x && isSquare(b, x, view));
}

/** Whether a value is the square of `x`. */
export function isSquare(id: number, x: number, view: PatternView): boolean {
  const node = view.node(id);
  if (node.kind === "activation") {
    const { fn } = node.attributes;
    return fn.name === "power" && fn.exponent === 2 && node.inputs[0] === x;
  }
  return factorsOf(node).some(([a, b]) => a === x && b === x);
}
