import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import type { ActivationFunction, GraphNode } from "../../model/mod.ts";
import type { Activations, Operation } from "../operation.ts";
import { ELEMENTWISE } from "./elementwise.ts";

/** A function of every element. */
export const activation: Operation<"activation"> = {
  forward: (node, [x]) => {
    const { fn } = node.attributes;
    const { value } = ELEMENTWISE[fn.name];
    return fusedPart(fn, "value", { x: x! }, () => value(x!, fn as never));
  },
  gradient: ({ attributes: { fn } }, g, at) => {
    if (fn.name === "relu") return [reluGradient(g, at.output)];
    const x = pointOf(fn, at);
    const { slope } = ELEMENTWISE[fn.name];
    const compose = () => tf.mul(g, slope(x, fn as never));
    return [fusedPart(fn, "gradient", { x, dy: g }, compose)];
  },
  keeps: ({ attributes: { fn } }) => isIdempotent(fn) ? "output" : "both",
};

/** φ(x) − φ'(x) · x: what the slope of a function leaves of its value. */
export function activationRest(
  fn: ActivationFunction,
  at: Activations,
): tf.Tensor {
  const x = pointOf(fn, at);
  const { slope } = ELEMENTWISE[fn.name];
  return fusedPart(
    fn,
    "rest",
    { x },
    () => tf.sub(at.output, tf.mul(slope(x, fn as never), x)),
  );
}

/** A function at a point, for the kernel that sums its term on the way back. */
export interface FunctionAt {
  /** Its input, or a point of the same value and slope. */
  readonly x: tf.Tensor;
  /** Its name and parameters, as attributes. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The gradient by its input, given that by its output. */
  readonly gradient: (g: tf.Tensor) => tf.Tensor;
}

/** A node's function where it was run; of one that kernels know. */
export function functionAt(
  node: GraphNode<"activation">,
  at: Activations,
): FunctionAt | undefined {
  const { name, ...parameters } = node.attributes.fn;
  return FUSED.includes(name)
    ? {
      x: pointOf(node.attributes.fn, at),
      attributes: { fn: name, ...parameters },
      gradient: (g) => activation.gradient(node, g, at)[0]!,
    }
    : undefined;
}

/**
 * Whether a function leaves its own values as they are, with the slope that it
 * had where they come from: its output says all that its input does.
 */
function isIdempotent({ name }: ActivationFunction): boolean {
  return name === "relu" || name === "clippedRelu";
}

/** A point of the same value and slope as the input. */
function pointOf(fn: ActivationFunction, at: Activations): tf.Tensor {
  return isIdempotent(fn) ? at.output : at.inputs[0]!;
}

/** The functions that have a kernel, on backends that have one. */
const FUSED: readonly string[] = ["clippedRelu", "gelu", "geluTanh", "swish"];

function fusedPart(
  { name, ...parameters }: ActivationFunction,
  part: "value" | "gradient" | "rest",
  inputs: Readonly<Record<string, tf.Tensor>>,
  compose: () => tf.Tensor,
): tf.Tensor {
  return FUSED.includes(name)
    ? runFused(
      "FullGradGated",
      inputs,
      { fn: name, ...parameters, part },
      compose,
    )
    : compose();
}

/** A relu keeps its output only: its slope is the sign of it. */
export function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return runFused(
    "FullGradReluGradient",
    { dy, y },
    {},
    () => tf.mul(dy, tf.step(y)),
  );
}
